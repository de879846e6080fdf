import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { expect, it } from 'vitest';
import { patchToolCalls } from '../src/index.js';
import { asking } from './support.js';

const call = (id: string) => ({ name: 'echo', args: {}, id });
const answer = (id: string, content = `answer ${id}`) => new ToolMessage({ content, tool_call_id: id });
const shown = (messages: BaseMessage[]) =>
  messages.map((message) => (ToolMessage.isInstance(message) ? message.tool_call_id : message.type));

it('gives a history in which nothing is missing back as it is', () => {
  const messages = [
    new HumanMessage('go'),
    asking(call('a'), call('b')),
    answer('b'),
    answer('a'),
    new AIMessage('ok'),
  ];
  expect(patchToolCalls(messages)).toBe(messages);
  const none: BaseMessage[] = [];
  expect(patchToolCalls(none)).toBe(none);
});

it('answers calls that have no answer, right after their message, and says so', () => {
  const messages = [new HumanMessage('go'), asking(call('a'), call('b')), answer('b'), new HumanMessage('and?')];
  const patched = patchToolCalls(messages);
  expect(shown(patched)).toEqual(['human', 'ai', 'b', 'a', 'human']);
  expect(patched[3]).toMatchObject({ status: 'error', name: 'echo', text: expect.stringContaining('Cancelled') });
  expect(messages.length).toBe(4);
});

it('moves answers that stand apart, and drops those that come twice', () => {
  const messages = [
    asking(call('a'), call('b')),
    answer('b'),
    new HumanMessage('wait'),
    answer('a'),
    answer('b', 'again'),
  ];
  expect(shown(patchToolCalls(messages))).toEqual(['ai', 'b', 'a', 'human']);
});

it('keeps the calls of messages apart, also where a model uses an id again', () => {
  const messages = [asking(call('a')), new HumanMessage('go on'), asking(call('a')), answer('a', 'second')];
  const patched = patchToolCalls(messages);
  expect(shown(patched)).toEqual(['ai', 'a', 'human', 'ai', 'a']);
  expect(patched[1]?.text).toContain('Cancelled');
  expect(patched[4]?.text).toBe('second');
});

it('leaves alone what no call of a message asks for', () => {
  const messages = [new SystemMessage('s'), answer('x'), asking({ name: 'echo', args: {} }), new HumanMessage('go')];
  expect(patchToolCalls(messages)).toBe(messages);
});

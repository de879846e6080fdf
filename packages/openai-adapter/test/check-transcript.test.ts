import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';

const USER = { role: 'user', content: 'go' };
const call = (id: string, name = 'work', args = '{}') => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});
const asks = (...tool_calls: object[]) => ({ role: 'assistant', content: null, tool_calls });
const answer = (tool_call_id: string, content: unknown = 'done') => ({ role: 'tool', tool_call_id, content });
const check = (messages: readonly object[]) => () => checkTranscript(messages as ChatMessage[]);

describe('checkTranscript', () => {
  it('takes calls that are answered in order, at once', () => {
    const turn = [asks(call('a'), call('b')), answer('a'), answer('b')];
    expect(check([{ role: 'system', content: '' }, USER, ...turn, { role: 'assistant', content: 'ok' }])).not.toThrow();
  });

  it.each<[string, object[]]>([
    ['a call without an answer', [asks(call('a')), USER]],
    ['a call without an answer, at the end', [asks(call('a'))]],
    ['an answer without a call', [answer('a')]],
    ['a second answer', [asks(call('a')), answer('a'), answer('a')]],
    ['answers out of order', [asks(call('a'), call('b')), answer('b'), answer('a')]],
    ['one id twice in a message', [asks(call('a'), call('a')), answer('a'), answer('a')]],
    ['one id twice in a transcript', [asks(call('a')), answer('a'), asks(call('a')), answer('a')]],
    ['a blank id', [asks(call(' ')), answer(' ')]],
    ['a role that is none', [{ role: 'model', content: '' }]],
    ['no calls in tool_calls', [{ ...asks(), content: 'hm' }]],
    ['a message that says nothing', [{ role: 'assistant', content: null }]],
    ['a field that a request may not have', [{ role: 'assistant', content: 'hm', annotations: [] }]],
    ['a name that is none', [asks(call('a', 'no tool!')), answer('a')]],
    ['arguments that are no JSON', [asks(call('a', 'work', '{')), answer('a')]],
    ['arguments that are no object', [asks(call('a', 'work', '[]')), answer('a')]],
    ['an answer that is no text', [asks(call('a')), answer('a', null)]],
    ['half a surrogate pair', [asks(call('a')), answer('a', '\ud800')]],
  ])('refuses %s', (_what, messages) => {
    expect(check([USER, ...messages])).toThrow();
  });
});

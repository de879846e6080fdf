import type { ChatMessage } from '../src/index.js';

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);
const ASSISTANT_FIELDS = new Set(['role', 'content', 'refusal', 'tool_calls', 'name', 'audio', 'function_call']);

/**
 * Throws unless the strictest server would take the messages: every call id is answered exactly once, at once and in call
 * order, no id occurs twice in the transcript, and an assistant's message has only fields that a request may have.
 */
export function checkTranscript(messages: readonly ChatMessage[]): void {
  const ids = new Set<string>();
  const open: string[] = [];
  messages.forEach((message, position) => {
    const fail = (problem: string): never => {
      throw new Error(`message ${position}: ${problem} in ${JSON.stringify(messages, null, 1)}`);
    };
    if (!ROLES.has(message.role)) fail(`unknown role ${message.role}`);
    if (message.role === 'tool') {
      const expected = open.shift();
      if (message.tool_call_id !== expected) fail(`answers ${message.tool_call_id}, expected ${expected}`);
      if (typeof message.content !== 'string' || !message.content.isWellFormed()) fail('content is no text');
      return;
    }
    if (open.length > 0) fail(`calls ${open} are not answered`);
    if (message.role !== 'assistant') return;
    for (const field of Object.keys(message)) if (!ASSISTANT_FIELDS.has(field)) fail(`field ${field}`);
    const calls = message.tool_calls ?? [];
    if (message.tool_calls !== undefined && calls.length === 0) fail('empty tool_calls');
    if (calls.length === 0 && !message.content && !message.refusal) fail('says nothing');
    for (const call of calls) {
      if (call.id.trim() === '' || ids.has(call.id)) fail(`id ${JSON.stringify(call.id)} is blank or repeated`);
      ids.add(call.id);
      open.push(call.id);
      const { name, ...rest } = call.type === 'function' ? call.function : call.custom;
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) fail(`name ${JSON.stringify(name)}`);
      if ('arguments' in rest && !isObject(JSON.parse(rest.arguments))) fail('arguments are no object');
    }
  });
  if (open.length > 0) throw new Error(`the transcript ends with unanswered calls ${open}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../types.js';
import { checkCall, checkDependencies } from './check-call.js';

const taken = new Set(['taken']);
const fine: ToolCall = { id: 'c1', name: 'search', args: {} };

describe('checkCall', () => {
  it('lets a call pass that has an id of its own and a name, and options within their range', () => {
    expect(() => checkCall(fine, taken)).not.toThrow();
    expect(() => checkCall({ ...fine, timeoutMs: 1, priority: -1, dependsOn: [] }, taken)).not.toThrow();
  });

  it.each([
    [null, 'INVALID_CALL', 'a call must be an object'],
    ['c1', 'INVALID_CALL', 'a call must be an object'],
    [{ ...fine, id: '' }, 'INVALID_CALL', 'a call\'s id must be a string that is not empty, got ""'],
    [{ ...fine, id: 7 }, 'INVALID_CALL', "a call's id must be a string that is not empty, got 7"],
    [{ ...fine, name: 7 }, 'INVALID_CALL', 'call c1: name must be a string'],
    [{ ...fine, id: 'taken' }, 'INVALID_CALL', 'two calls of one batch have the id "taken"'],
    [{ ...fine, dependsOn: 'c0' }, 'INVALID_CALL', 'call c1: dependsOn must be a list of call ids'],
    [{ ...fine, timeoutMs: 0 }, 'INVALID_OPTION', 'call c1: timeoutMs'],
    [{ ...fine, priority: Number.NaN }, 'INVALID_OPTION', 'call c1: priority'],
  ])('throws for %j', (call, code, message) => {
    const check = () => checkCall(call as ToolCall, taken);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code }));
  });

  it('says which call it is about once it has an id', () => {
    for (const wrong of [{ name: 7 }, { id: 'taken' }, { dependsOn: 'c0' }]) {
      const call = { ...fine, ...wrong } as ToolCall;
      expect(() => checkCall(call, taken)).toThrow(expect.objectContaining({ callId: call.id }));
    }
  });
});

describe('checkDependencies', () => {
  it('lets calls pass that name calls of their batch, or none', () => {
    for (const dependsOn of [[], ['taken'], ['taken', 'taken']]) {
      expect(() => checkDependencies({ ...fine, dependsOn }, taken)).not.toThrow();
    }
    expect(() => checkDependencies(fine, taken)).not.toThrow();
  });

  it('leaves what is no list to checkCall', () => {
    expect(() => checkDependencies({ ...fine, dependsOn: 'c0' } as unknown as ToolCall, taken)).not.toThrow();
  });

  it('throws for a name that is none of a call of the batch', () => {
    const check = () => checkDependencies({ ...fine, dependsOn: ['taken', 'nobody'] }, taken);
    expect(check).toThrow('call c1: dependsOn names "nobody", which is no call of its batch');
    expect(check).toThrow(expect.objectContaining({ code: 'INVALID_CALL', callId: 'c1' }));
  });
});

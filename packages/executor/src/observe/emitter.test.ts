import { expect, it, vi } from 'vitest';
import { createEmitter } from './emitter.js';
import type { ExecutorEvent } from './events.js';

const event: ExecutorEvent = { type: 'batch-start', batchId: 'b', atMs: 0, labels: {}, startedAtMs: 0 };

it('hands what a listener throws to onListenerError and the event to the others', () => {
  const onListenerError = vi.fn();
  const emitter = createEmitter(onListenerError);
  const error = new Error('a bad listener');
  const other = vi.fn();
  emitter.subscribe(() => {
    throw error;
  });
  emitter.subscribe(other);
  emitter.emit(event);
  expect(onListenerError).toHaveBeenCalledWith(error);
  expect(other).toHaveBeenCalledWith(event);
});

it('survives an onListenerError that throws', () => {
  const emitter = createEmitter(() => {
    throw new Error('even here');
  });
  emitter.subscribe(() => {
    throw new Error('a bad listener');
  });
  expect(() => emitter.emit(event)).not.toThrow();
});

it('ends one subscription of a listener without the other', () => {
  const emitter = createEmitter(vi.fn());
  const listener = vi.fn();
  const end = emitter.subscribe(listener);
  emitter.subscribe(listener);
  end();
  emitter.emit(event);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(emitter.isHeard).toBe(true);
});

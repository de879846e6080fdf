import { expect, onTestFinished } from 'vitest';

/** An `onError` for recorders that must report nothing. A recorder swallows what its listener throws, so the test fails at its end. */
export function expectNoErrors(): (error: Error) => void {
  const messages: string[] = [];
  onTestFinished(() => expect(messages, 'reported to onError').toEqual([]));
  return ({ message }) => messages.push(message);
}

import { ExecutorError } from '@parallel-tools/executor';

const RULE = [
  'toolExecutorMiddleware with batch: true must come first in the list of middleware: going straight to the tools, it would',
  'skip the afterModel hooks of those before it, among them the approval of a person',
].join(' ');

/**
 * The targets of a jump to the tools, for the hook that runs last. LangChain looks at each target of the other hooks alone,
 * while it builds the agent.
 *
 * @throws {ExecutorError} From `createAgent`: `INVALID_OPTION` where other `afterModel` hooks would run after this one.
 */
export function toolsIfFirst(): 'tools'[] {
  const map = () => {
    throw new ExecutorError('INVALID_OPTION', RULE);
  };
  return Object.defineProperty(['tools' as const], 'map', { value: map });
}

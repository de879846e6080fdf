import { type AnyTool, defineTool } from '@parallel-tools/executor';
import { dependencyOrder } from './dependency-order.js';
import type { ToolExecutorOptions } from './tool-executor-options.js';

/** Makes what stands for LangChain's tools in the executor: their names and options. What runs comes with each call. */
export interface Placeholders {
  /** Every tool that the options speak of. */
  all(): AnyTool[];
  /** Of these names, of which one may come twice. */
  exactly(names: readonly string[]): AnyTool[];
  /** Of these names and all that they depend on. */
  withNeeded(names: readonly string[]): AnyTool[];
  readonly hasDependencies: boolean;
  /** Positions of the calls of these tools, each after those it depends on, otherwise as given. */
  orderOf(toolNames: readonly string[]): number[];
}

/** @throws {ExecutorError} `INVALID_OPTION` for a `retry` out of range. */
export function createPlaceholders({ toolOptions = {}, retry }: ToolExecutorOptions): Placeholders {
  // A tool that may be retried checks the option that is meant for all that may.
  if (retry !== undefined) defineTool({ name: '*', effects: 'read', retry, execute: () => undefined });
  const optionsOf = (name: string) => (Object.hasOwn(toolOptions, name) ? toolOptions[name] : undefined);
  const dependenciesOf = (name: string) => optionsOf(name)?.dependsOn ?? [];

  const placeholder = (name: string): AnyTool => {
    const options = optionsOf(name);
    const mayRepeat = options?.effects === 'read' || options?.idempotent === true;
    return { ...(mayRepeat && retry !== undefined && { retry }), ...options, name, execute: () => undefined };
  };
  const exactly = (names: readonly string[]) => [...new Set(names)].map(placeholder);
  const withNeeded = (names: readonly string[]) => {
    const needed = new Set(names);
    // A set that grows while it is walked is walked to its new end.
    for (const name of needed) for (const dependency of dependenciesOf(name)) needed.add(dependency);
    return [...needed].map(placeholder);
  };
  const configured = Object.keys(toolOptions);
  return {
    all: () => withNeeded(configured),
    exactly,
    withNeeded,
    hasDependencies: configured.some((name) => dependenciesOf(name).length > 0),
    orderOf: (toolNames) => dependencyOrder(toolNames, dependenciesOf),
  };
}

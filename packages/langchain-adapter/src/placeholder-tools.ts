import { type AnyTool, defineTool, ExecutorError } from '@parallel-tools/executor';
import { dependencyOrder } from './dependency-order.js';
import { type KnownTool, toolDefaults } from './tool-defaults.js';
import type { ToolExecutorOptions, ToolOptions } from './tool-executor-options.js';

/** Makes what stands for LangChain's tools in the executor: their names and options. What runs comes with each call. */
export interface Placeholders {
  /** Every tool that the options speak of. */
  all(): AnyTool[];
  /** Of these tools, of which the first stands for all of its name. */
  exactly(tools: readonly KnownTool[]): AnyTool[];
  /** Of these tools and all that they depend on. */
  withNeeded(tools: readonly KnownTool[]): AnyTool[];
  /** All that is said of a tool: by the options, or by itself. */
  optionsOf(tool: KnownTool): ToolOptions;
  readonly hasDependencies: boolean;
  /** Positions of the calls of these tools, each after those it depends on, otherwise as given. */
  orderOf(toolNames: readonly string[]): number[];
}

/** @throws {ExecutorError} `INVALID_OPTION` for a `retry` out of range, and for what a tool of LangChain says itself. */
export function createPlaceholders({ toolOptions = {}, retry }: ToolExecutorOptions): Placeholders {
  for (const [name, options] of Object.entries(toolOptions)) checkOwn(name, options);
  // A tool that may be retried checks the option that is meant for all that may.
  if (retry !== undefined) defineTool({ name: '*', effects: 'read', retry, execute: () => undefined });
  const given = (name: string) => (Object.hasOwn(toolOptions, name) ? toolOptions[name] : undefined);
  const dependenciesOf = (name: string) => given(name)?.dependsOn ?? [];
  const optionsOf = (tool: KnownTool) => ({ ...toolDefaults(tool), ...given(tool.name) });

  const placeholder = (tool: KnownTool): AnyTool => {
    const options = optionsOf(tool);
    const mayRepeat = options.effects === 'read' || options.idempotent === true;
    return {
      ...(mayRepeat && retry !== undefined && { retry }),
      ...options,
      name: tool.name,
      execute: () => undefined,
    };
  };
  const exactly = (tools: readonly KnownTool[]) => firstOfEachName(tools).map(placeholder);
  const withNeeded = (tools: readonly KnownTool[]) => {
    const known = new Map(firstOfEachName(tools).map((tool) => [tool.name, tool]));
    const needed = new Set(known.keys());
    // A set that grows while it is walked is walked to its new end.
    for (const name of needed) for (const dependency of dependenciesOf(name)) needed.add(dependency);
    return [...needed].map((name) => placeholder(known.get(name) ?? { name }));
  };
  const configured = Object.keys(toolOptions);
  return {
    all: () => withNeeded(configured.map((name) => ({ name }))),
    exactly,
    withNeeded,
    optionsOf,
    hasDependencies: configured.some((name) => dependenciesOf(name).length > 0),
    orderOf: (toolNames) => dependencyOrder(toolNames, dependenciesOf),
  };
}

const THREAD = [
  'a tool of LangChain runs where its config, callbacks and store are, which no thread can have; let its function call',
  "an executor's tool that has it",
].join(' ');

/** What `ToolOptions` leaves out, and why, for those whom no compiler tells. */
const NOT_OPTIONS = {
  runIn: THREAD,
  module: THREAD,
  export: THREAD,
  uses: "units of pools come with the executor's own tools; let the tool's function call one",
  execute: "the tool's own function runs",
  input: "the tool's own schema is checked",
  name: 'the key is the name',
  description: 'the tool says it itself',
} as const;

function checkOwn(name: string, options: object): void {
  for (const [key, reason] of Object.entries(NOT_OPTIONS)) {
    if (key in options) throw new ExecutorError('INVALID_OPTION', `toolOptions.${name} cannot have ${key}: ${reason}`);
  }
}

function firstOfEachName(tools: readonly KnownTool[]): KnownTool[] {
  const names = new Set<string>();
  return tools.filter(({ name }) => names.size < names.add(name).size);
}

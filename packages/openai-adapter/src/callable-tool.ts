import type { AnyTool, Tool } from '@parallel-tools/executor';

/** What is read of the `openai` client's tools; which of it is there depends on the helper that made them. */
interface HelperTool {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly parameters?: unknown;
  /** Of Chat Completions; of a tool for `runTools`, with what runs it. */
  readonly function?: HelperFunction | null;
  readonly $parseRaw?: unknown;
  readonly $callback?: unknown;
}

interface HelperFunction {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly parameters?: unknown;
  readonly function?: unknown;
  readonly parse?: unknown;
}

/** Runs a tool of the client's helpers: the text of the arguments is parsed by its own parser, if it has one. */
interface Callable {
  readonly facts: HelperTool | HelperFunction;
  readonly parse: ((text: string) => unknown) | null;
  readonly call: (args: unknown) => unknown;
}

/**
 * A tool of the executor for one that the `openai` client's helpers made: `zodFunction`, `standardFunction`,
 * `zodResponsesFunction`, `standardResponsesFunction`, or a tool for `runTools`. Its arguments are checked by the helper's
 * own parser. It counts as one that writes, unless told otherwise.
 *
 * @param options - As of a tool: effects, limits, policies.
 * @returns Null for a tool that has nothing to call.
 * @example
 * const tool = callableTool(zodFunction({ name: 'add', parameters, function: ({ a, b }) => a + b }), { effects: 'read' });
 */
export function callableTool(
  helperTool: unknown,
  options: Partial<Omit<Tool, 'name' | 'description' | 'input' | 'execute'>> = {},
): AnyTool | null {
  const callable = readCallable(helperTool);
  if (callable === null) return null;
  const { facts, parse, call } = callable;
  const { name, description, parameters } = facts;
  if (typeof name !== 'string') return null;
  return {
    ...options,
    name,
    description: typeof description === 'string' ? description : undefined,
    input: {
      '~standard': {
        version: 1,
        vendor: 'openai',
        validate: (args) => (parse === null ? { value: args } : validateBy(parse, args)),
        jsonSchema: { input: () => (parameters ?? { type: 'object', properties: {} }) as Record<string, unknown> },
      },
    } as Tool['input'],
    execute: (args: unknown) => call(args),
  };
}

function readCallable(helperTool: unknown): Callable | null {
  if (typeof helperTool !== 'object' || helperTool === null) return null;
  const tool = helperTool as HelperTool;
  const inner = typeof tool.function === 'object' ? tool.function : null;
  const facts = inner ?? tool;
  if (isFunction(tool.$callback)) {
    return { facts, parse: isFunction(tool.$parseRaw) ? tool.$parseRaw : null, call: tool.$callback };
  }
  if (inner === null || !isFunction(inner.function)) return null;
  const call = inner.function;
  const named = { ...inner, name: inner.name ?? call.name };
  if (isFunction(inner.parse)) return { facts: named, parse: inner.parse, call: (args) => call(args) };
  return { facts: named, parse: null, call: (args) => call(JSON.stringify(args)) };
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

/** The parser wants text, as the model sent it; by now references are filled in. */
async function validateBy(parse: (text: string) => unknown, args: unknown) {
  try {
    return { value: await parse(JSON.stringify(args)) };
  } catch (thrown) {
    return { issues: [{ message: thrown instanceof Error ? thrown.message : String(thrown) }] };
  }
}

import type { Executor, OpenBatch, ToolResult } from '@parallel-tools/executor';
import { errorAnswer } from './answer-text.js';
import { callableTool } from './callable-tool.js';

/** Options of `wrapFunctions`. */
export interface WrapFunctionsOptions {
  /** Its limits, timeouts and policies hold; for a tool of the same name also those of that tool. */
  readonly executor: Executor;
}

/** What is read of the runner that calls a function; where it has no controller, nothing aborts its calls. */
interface Runner {
  readonly controller?: { readonly signal?: AbortSignal };
}

/**
 * Tools for `client.chat.completions.runTools` whose functions run through the executor: with its limits, timeouts and
 * record, and so that one that fails is answered with an error instead of ending the run. The calls of one turn are one
 * batch. Arguments are parsed as before; tools that have nothing to call stay as they are.
 *
 * @param tools - As `runTools` takes them, also those of `zodFunction` and `standardFunction`; not written to.
 * @throws {ExecutorError} `INVALID_OPTION` for two tools of one name.
 * @example
 * client.chat.completions.runTools({ model, messages, tools: wrapFunctions(tools, { executor }) });
 */
export function wrapFunctions<Tools extends readonly object[]>(
  tools: Tools,
  { executor }: WrapFunctionsOptions,
): Tools {
  const known = new Set(executor.tools.map(({ name }) => name));
  // Arguments were checked by the runner when they come here.
  const callable = tools.flatMap((tool) => callableTool(tool) ?? []).map(({ input: _, ...tool }) => tool);
  const kept = executor.tools.filter(({ name }) => !callable.some((tool) => tool.name === name));
  const added = callable.map((tool) => {
    const own = known.has(tool.name) ? executor.tools.find(({ name }) => name === tool.name) : undefined;
    const { input: _, ...limits } = own ?? {};
    return { ...limits, ...tool };
  });
  const view = executor.withTools([...kept, ...added]);
  const batches = createTurnBatches(view);

  const wrap = (name: string, run: Run): Run => {
    return async (args, runner, ...rest) => {
      const result = await batches.run(name, runner as Runner, () => run(args, runner, ...rest));
      return result.status === 'ok' ? result.output : errorAnswer(result);
    };
  };
  return tools.map((tool) => {
    const name = callableTool(tool)?.name;
    return name === undefined ? tool : withRun(tool, (run) => wrap(name, run));
  }) as unknown as Tools;
}

/** The function of a tool as a runner calls it. */
type Run = (args: unknown, ...rest: unknown[]) => unknown;

/** A copy of a tool with another function, whichever of the client's helpers made it. */
function withRun(tool: object, wrap: (run: Run) => Run): object {
  const { $callback, function: inner } = tool as { $callback?: Run; function?: { function?: Run; name?: string } };
  const wrapped = $callback ?? inner?.function;
  if (wrapped === undefined) return tool;
  const run = wrap(wrapped);
  const properties = Object.getOwnPropertyDescriptors(tool) as PropertyDescriptorMap;
  if ($callback !== undefined) return Object.defineProperties({}, { ...properties, $callback: { value: run } });
  // The runner takes the name of the function where the tool has none.
  const named = { ...inner, name: inner?.name ?? wrapped.name, function: run };
  return Object.defineProperties({}, { ...properties, function: { value: named, enumerable: true } });
}

/** Runs calls that a runner starts in one turn of the event loop as one batch. */
function createTurnBatches(executor: Executor) {
  const open = new Map<Runner | undefined, OpenBatch>();
  let count = 0;
  const batchOf = (runner: Runner | undefined): OpenBatch => {
    const found = open.get(runner);
    if (found !== undefined) return found;
    const batch = executor.open({ signal: runner?.controller?.signal });
    open.set(runner, batch);
    setImmediate(() => {
      open.delete(runner);
      batch.seal();
    });
    return batch;
  };
  return {
    run(name: string, runner: Runner | undefined, execute: () => unknown): Promise<ToolResult> {
      return batchOf(runner).add({ id: `call_${++count}`, name, args: {} }, { execute }).result;
    },
  };
}

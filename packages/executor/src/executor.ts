import { ExecutorError } from './errors.js';
import type { BatchOptions, Executor, ExecutorOptions } from './executor-types.js';
import { createEventStream } from './observe/event-stream.js';
import type { ExecutorEvent } from './observe/events.js';
import { check, resolveBatchOptions, resolveOptions } from './options.js';
import { checkCalls } from './plan/check-call.js';
import { BatchRun } from './run/batch-run.js';
import { Engine } from './run/engine.js';
import { type CompiledTool, compileTool } from './tool.js';
import type { AnyTool, ToolCall } from './types.js';

/**
 * Makes an executor. All its batches share its limits; what happens to one call never touches another.
 *
 * @throws {ExecutorError} `INVALID_OPTION`: a value out of range (the message names option and value), two tools of one
 *   name.
 * @example
 * const executor = createExecutor({ tools: [search], maxConcurrency: 10 });
 * const { results, stats } = await executor.execute([{ id: 'c1', name: 'search', args: { query: 'tea' } }]);
 * await executor.close();
 */
export function createExecutor(options: ExecutorOptions): Executor {
  return createView(new Engine(resolveOptions(options)), options.tools);
}

/** An executor over an engine that other views may share. */
function createView(engine: Engine, tools: readonly AnyTool[]): Executor {
  const compiled = compileTools(tools);
  engine.limitTools(tools);

  const openBatch = (options: BatchOptions): BatchRun => {
    engine.checkOpen();
    return new BatchRun(engine, compiled, resolveBatchOptions(options, engine.options));
  };

  const submitAll = (batch: BatchRun, calls: readonly ToolCall[]) => {
    for (const call of calls) batch.submit(call);
    batch.seal();
  };

  return {
    tools,
    async execute(calls, options = {}) {
      checkCalls(calls);
      const batch = openBatch(options);
      submitAll(batch, calls);
      return batch.result;
    },
    async *stream(calls, options = {}) {
      checkCalls(calls);
      const events = createEventStream<ExecutorEvent>();
      const onEvent = (event: ExecutorEvent) => {
        events.push(event);
        return options.onEvent?.(event);
      };
      const batch = openBatch({ ...options, onEvent });
      try {
        submitAll(batch, calls);
        yield* events.iterate(({ type }) => type === 'batch-end');
      } finally {
        // Only a loop that was left early finds the batch still running.
        batch.cancel({ code: 'ABORTED', reason: new ExecutorError('ABORTED', 'the loop over stream() was left') });
      }
    },
    open: (options = {}) => openBatch(options),
    withTools: (others) => createView(engine, others),
    subscribe: (listener) => engine.emitter.subscribe(listener),
    stats: () => engine.stats.stats(),
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

function compileTools(tools: readonly AnyTool[]): ReadonlyMap<string, CompiledTool> {
  check(Array.isArray(tools), 'tools', 'must be an array', tools);
  const byName = new Map<string, CompiledTool>();
  for (const tool of tools) {
    const compiled = compileTool(tool);
    if (byName.has(tool.name))
      throw new ExecutorError('INVALID_OPTION', `two tools have the name "${tool.name}"`, { toolName: tool.name });
    byName.set(tool.name, compiled);
  }
  return byName;
}

import { check } from './check.js';
import { ExecutorError } from './errors.js';
import type { ExecuteOptions, Executor, ExecutorOptions } from './executor-types.js';
import { createEventStream } from './observe/event-stream.js';
import type { BatchEvent } from './observe/events.js';
import { executorStats } from './observe/executor-stats.js';
import { resolveBatchOptions, resolveOptions } from './options.js';
import { BatchRun } from './run/batch-run.js';
import { Engine } from './run/engine.js';
import { createToolView, type View } from './run/view.js';
import type { AnyTool } from './types.js';

/**
 * Makes an executor. All its batches share its limits; what happens to one call never touches another.
 *
 * @throws {ExecutorError} `INVALID_OPTION`: a value out of range (the message names option and value), two tools of one
 *   name, a `dependsOn` that names no tool; `PLAN_CYCLE`: tools that depend on each other in a circle.
 * @example
 * const executor = createExecutor({ tools: [search], maxConcurrency: 10 });
 * const { results, stats } = await executor.execute([{ id: 'c1', name: 'search', args: { query: 'tea' } }]);
 * await executor.close();
 */
export function createExecutor<Context = unknown>(options: ExecutorOptions<Context>): Executor<Context> {
  const engine = new Engine(resolveOptions(options));
  const executor = createView<Context>(engine, options.tools);
  const { toolOptions } = options;
  if (toolOptions !== undefined) engine.configure({ toolOptions });
  return executor;
}

/** An executor over an engine that other views may share. */
function createView<Context>(engine: Engine, tools: readonly AnyTool[]): Executor<Context> {
  const view: View = createToolView(engine, tools);

  const newBatch = (options: ExecuteOptions): BatchRun => {
    engine.checkOpen();
    return new BatchRun(engine, view, resolveBatchOptions(options, engine.options));
  };

  return {
    tools,
    execute(calls, options = {}) {
      // Not async, which would cost a small batch a tenth more.
      try {
        const batch = newBatch(options);
        batch.runAll(calls);
        return batch.result;
      } catch (error) {
        return Promise.reject(error);
      }
    },
    retryFailed(result, options = {}) {
      try {
        const before = BatchRun.of(result, engine);
        const { context, labels, isControlFlow } = before.options;
        const batch = newBatch({ context, labels, isControlFlow: isControlFlow ?? undefined, ...options });
        batch.runAgain(before);
        return batch.result;
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async *stream(calls, options = {}) {
      const events = createEventStream<BatchEvent>();
      const onEvent = (event: BatchEvent) => {
        events.push(event);
        return options.onEvent?.(event);
      };
      const batch = newBatch({ ...options, onEvent });
      batch.runAll(calls);
      try {
        yield* events.iterate(({ type }) => type === 'batch-end');
      } finally {
        // Only a loop that was left early finds the batch still running.
        batch.cancel({ code: 'ABORTED', reason: new ExecutorError('ABORTED', 'the loop over stream() was left') });
      }
    },
    open(options: ExecuteOptions = {}) {
      check(options.chunkSize === undefined, 'chunkSize', 'must not be given to an open batch', options.chunkSize);
      const batch = newBatch(options);
      batch.begin();
      return batch;
    },
    plan: (calls) => newBatch({}).plan(calls),
    configure: (options) => engine.configure(options),
    withTools: (others) => createView(engine, others),
    subscribe: (listener) => engine.emitter.subscribe(listener),
    stats: () => executorStats(engine.totals, engine.tools.all, engine.options.trackStats),
    close: () => engine.close(),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

import type { AnyTool } from '../types.js';
import type { AttemptContext } from './attempt-context.js';
import type { CallRun } from './call-run.js';

/** Of each attempt of a call, in ms from its start. */
export function timeoutMsOf({ call, tool, batch, scheduledTool }: CallRun): number {
  const ofTool = scheduledTool.options.timeoutMs ?? tool?.compiled.tool.timeoutMs;
  return call.timeoutMs ?? ofTool ?? batch.options.timeoutMs ?? batch.engine.options.runtime.timeoutMs;
}

/** What an attempt runs, with units of the pools that the tool uses. */
export function executeTool(run: CallRun, context: AttemptContext): unknown {
  const uses = run.tool?.compiled.tool.uses ?? [];
  if (uses.length === 0) return executeWith(run, context);
  return run.batch.engine.pools.runWith(uses, context.signal, (resources) => {
    context.resources = resources;
    return executeWith(run, context);
  });
}

function executeWith({ args, extras, tool, batch }: CallRun, context: AttemptContext): unknown {
  if (extras.own !== null) return extras.own.execute(args as never, context);
  const found = tool?.compiled.tool as AnyTool;
  if (found.execute === undefined) return batch.engine.runners.run(found, args as object, context);
  return found.execute(args, context);
}

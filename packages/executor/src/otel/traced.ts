import { context, propagation } from '@opentelemetry/api';
import type { TaskContext } from '../threads/task.js';

/**
 * The function of a tool that runs in a thread, or by a runner, inside the trace that its call belongs to: spans it starts are
 * children of its attempt. OpenTelemetry has to be set up there as well, with the propagator of the executor's side.
 *
 * @example
 * export const hash = traced(({ text }: { text: string }) => createHash('sha256').update(text).digest('hex'));
 */
export function traced<Args, Context extends Pick<TaskContext, 'carrier'>, Output>(
  run: (args: Args, context: Context) => Output,
): (args: Args, context: Context) => Output {
  return (args, task) => context.with(propagation.extract(context.active(), task.carrier), () => run(args, task));
}

import { context, propagation, trace } from '@opentelemetry/api';
import type { Instrumentation } from '../observe/instrumentation.js';
import { BatchTrace } from './batch-trace.js';
import { checkOtelOptions, type OtelOptions } from './otel-options.js';
import { SCOPE } from './scope.js';
import { ToolDuration } from './tool-duration.js';

/**
 * Spans and a histogram of what an executor runs, in the terms of OpenTelemetry's GenAI conventions: `tool_batch` for a
 * batch, under whatever span is active where it is submitted; in it `execute_tool {name}` for each call, from its first
 * start to its end; in that `attempt {name}` for each run of the tool, which is active while the tool runs. The
 * histogram is `gen_ai.execute_tool.duration`, in seconds.
 *
 * One can be given to several executors. All its spans have ended when `close()` of those has resolved.
 *
 * @throws {ExecutorError} `INVALID_OPTION`.
 * @example
 * const executor = createExecutor({ tools: [search], instrumentation: otel() });
 */
export function otel(options: OtelOptions = {}): Instrumentation {
  checkOtelOptions(options);
  const { captureContent = false } = options;
  const tracer = options.tracerProvider?.getTracer(SCOPE) ?? trace.getTracer(SCOPE);
  const means = { tracer, duration: new ToolDuration(options.meterProvider), captureContent };
  const batches = new Map<string, BatchTrace>();

  return {
    onEvent(event) {
      switch (event.type) {
        case 'batch-start':
          batches.set(event.batchId, new BatchTrace(means, event));
          break;
        case 'call-queued':
          batches.get(event.batchId)?.queued(event);
          break;
        case 'attempt-start':
          batches.get(event.batchId)?.call(event.callId)?.startAttempt(event);
          break;
        case 'attempt-end':
          batches.get(event.batchId)?.call(event.callId)?.endAttempt(event);
          break;
        case 'call-end':
          batches.get(event.batchId)?.endCall(event);
          break;
        case 'batch-end': {
          const batch = batches.get(event.batchId);
          batches.delete(event.batchId);
          batch?.end(event);
          break;
        }
      }
    },
    runAttempt(attempt, run) {
      const span = batches.get(attempt.batchId)?.call(attempt.call.id)?.about(attempt);
      if (span === undefined) run();
      else context.with(trace.setSpan(context.active(), span), run);
    },
    inject(carrier) {
      propagation.inject(context.active(), carrier);
    },
  };
}

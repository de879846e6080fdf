import type { BatchStats, Executor, ExecutorEvent } from '@parallel-tools/executor';
import { createLogUpdate } from 'log-update';
import { formatMs, formatSpeedup } from './format.ts';

/** What progress is shown of, and where. */
export interface ProgressOptions {
  readonly executor: Executor;
  /** What a call that has started is about; empty when it is not known. */
  readonly subjectOf: (callId: string) => string;
  readonly output: NodeJS.WriteStream;
}

type CallEvent = Extract<ExecutorEvent, { callId: string }>;

const REDRAW_MS = 100;

/**
 * Shows the calls of an executor while they run: on a terminal a live line per running call, elsewhere a line for each
 * that ends; then what the batch came to.
 *
 * @returns What ends it.
 */
export function showProgress({ executor, subjectOf, output }: ProgressOptions): () => void {
  const running = new Map<string, { readonly toolName: string; readonly callId: string; readonly sinceMs: number }>();
  const labelOf = ({ toolName, callId }: { toolName: string; callId: string }) =>
    `${toolName} ${subjectOf(callId)}`.trimEnd();
  const live = output.isTTY ? createLogUpdate(output) : null;
  const lineOf = (call: { toolName: string; callId: string; sinceMs: number }) =>
    `  … ${labelOf(call)}, ${formatMs(performance.now() - call.sinceMs)}`;
  const redraw = () => live?.([...running.values()].map(lineOf).join('\n'));
  const timer = live === null ? null : setInterval(redraw, REDRAW_MS);

  const print = (line: string) => {
    live?.clear();
    output.write(`${line}\n`);
    redraw();
  };

  const onCallEvent = (event: CallEvent) => {
    const key = `${event.batchId}/${event.callId}`;
    const { toolName, callId } = event;
    if (event.type === 'attempt-start') running.set(key, { toolName, callId, sinceMs: performance.now() });
    if (event.type === 'attempt-end') {
      running.delete(key);
      if (event.retryInMs !== null)
        print(`  ↻ ${labelOf(event)}: attempt ${event.attempt} failed, again in ${formatMs(event.retryInMs)}`);
    }
    if (event.type === 'call-end') print(`  ${endOf(event, labelOf(event))}`);
  };

  const unsubscribe = executor.subscribe((event) => {
    if ('callId' in event) onCallEvent(event);
    else if (event.type === 'batch-end') print(summaryOf(event.result.stats));
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearInterval(timer);
    live?.clear();
  };
}

function endOf({ atMs, result }: Extract<CallEvent, { type: 'call-end' }>, label: string): string {
  const at = `${label} at ${formatMs(atMs)}`;
  if (result.status === 'ok') return `✓ ${at}`;
  return result.status === 'skipped' ? `○ ${at}: skipped` : `✗ ${at}: ${result.error.code}`;
}

/** "17 calls: 15 ok, 2 failed · makespan 1.50 s, one after another 4.91 s: 3.3× · slowest ask_mirror, 1.50 s". */
function summaryOf({
  callCount,
  okCount,
  failedCount,
  makespanMs,
  sequentialMs,
  speedup,
  slowest,
}: BatchStats): string {
  const calls = `${callCount} ${callCount === 1 ? 'call' : 'calls'}: ${okCount} ok, ${failedCount} failed`;
  const times = `makespan ${formatMs(makespanMs)}, one after another ${formatMs(sequentialMs)}: ${formatSpeedup(speedup)}`;
  const slow = slowest === null ? 'nothing ran' : `slowest ${slowest.toolName}, ${formatMs(slowest.runMs)}`;
  return `  = ${calls} · ${times} · ${slow}`;
}

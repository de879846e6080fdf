import { createExecutor, defineTool, type ToolCall } from '@parallel-tools/executor';
import { createManualClock, type ManualClock } from '@parallel-tools/executor/testing';
import { createRecorder } from '@parallel-tools/metrics';

/** One call of a batch to record: which tool, how long it runs, and how it goes wrong. */
export interface PlannedCall {
  readonly tool: string;
  readonly runMs: number;
  readonly fate?: 'ok' | 'fails' | 'fails-once' | 'hangs';
  /** What the tool throws with; and further arguments. */
  readonly message?: string;
  readonly extra?: unknown;
}

/** One batch to record. */
export interface PlannedBatch {
  readonly startedAtMs: number;
  readonly calls: readonly PlannedCall[];
  readonly agent?: string;
  readonly sessionId?: string;
  readonly onError?: 'continue' | 'fail-fast';
}

interface RecordOptions {
  readonly databaseUrl: string;
  readonly batches: readonly PlannedBatch[];
  /** Tools the model asks for and nobody defined: their calls end with an error. */
  readonly undefinedTools?: readonly string[];
  readonly capture?: 'none' | 'sizes' | 'full';
}

const TIMEOUT_MS = 3000;

/**
 * Runs batches through a real executor and recorder, on a clock that needs no time, and returns the ids they got.
 *
 * @param options - Batches in the order they start, without overlap.
 */
export async function recordBatches(options: RecordOptions): Promise<readonly string[]> {
  const firstMs = options.batches[0]?.startedAtMs ?? Date.now();
  const clock = createManualClock(firstMs);
  const recorder = createRecorder({ url: options.databaseUrl, capture: options.capture ?? 'full' });
  const names = new Set(options.batches.flatMap((batch) => batch.calls.map((call) => call.tool)));
  for (const name of options.undefinedTools ?? []) names.delete(name);
  const executor = createExecutor({
    tools: [...names].map((name) => plannedTool(name, clock)),
    maxConcurrency: 6,
    timeoutMs: TIMEOUT_MS,
    recorder,
    clock,
    random: () => 0.5,
  });
  const ids: string[] = [];
  for (const batch of options.batches) {
    await clock.advance(Math.max(0, batch.startedAtMs - clock.wallTimeMs()));
    const result = await clock.runUntil(
      executor.execute(batch.calls.map(toolCall), {
        labels: { agent: batch.agent ?? 'auditor', sessionId: batch.sessionId ?? 'session-1' },
        ...(batch.onError === undefined ? {} : { onError: batch.onError }),
      }),
    );
    ids.push(result.batchId);
  }
  await executor.close();
  await recorder.close();
  return ids;
}

function plannedTool(name: string, clock: ManualClock) {
  return defineTool({
    name,
    effects: 'read',
    // One has a limit of its own, so that its calls wait for a slot; one is repeated when it fails.
    ...(name === 'web_search' ? { maxConcurrency: 2 } : {}),
    ...(name === 'fetch_page' ? { retry: { maxRetries: 1, initialDelayMs: 400 } } : {}),
    execute: async (args, { attempt, signal }) => {
      const { runMs, fate, message = '503 Service Unavailable' } = args as unknown as PlannedCall;
      if (fate === 'hangs') return new Promise(() => undefined);
      await clock.sleep(runMs, signal);
      if (fate === 'fails' || (fate === 'fails-once' && attempt === 1)) throw new Error(message);
      return { ranMs: runMs };
    },
  });
}

function toolCall(call: PlannedCall, index: number): ToolCall {
  return { id: `call_${index + 1}`, name: call.tool, args: { query: `${call.tool} ${index + 1}`, ...call } };
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExecutor, type ToolResult } from '../src/index.js';
import { createManualClock } from '../src/testing/index.js';

/** No tool runs exactly as long: which of two timers of one moment goes first is nobody's promise. */
const TIMEOUT_MS = 80;

const outcome = fc.constantFrom('ok', 'throw', 'throw at once', 'hang', 'ignore', 'bad args', 'unknown');

const scenario = fc.record({
  maxConcurrency: fc.integer({ min: 1, max: 5 }),
  toolLimit: fc.integer({ min: 1, max: 4 }),
  onError: fc.constantFrom('continue' as const, 'fail-fast' as const),
  abortAtMs: fc.option(fc.nat(300), { nil: null }),
  calls: fc.array(fc.record({ tool: fc.nat(2), ms: fc.nat(100).filter((ms) => ms !== TIMEOUT_MS), outcome }), {
    maxLength: 20,
  }),
});

it('gives one result per call within every limit and Graham’s bound, whatever the tools do', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ maxConcurrency, toolLimit, onError, abortAtMs, calls }) => {
      const clock = createManualClock();
      const controller = new AbortController();
      const inFlight = [0, 0, 0];
      let startsAfterAbort = 0;
      const tools = [0, 1, 2].map((index) => ({
        name: `tool ${index}`,
        input: { jsonSchema: { type: 'object', required: ['ms'] } },
        timeoutMs: TIMEOUT_MS,
        ...(index === 0 ? { maxConcurrency: toolLimit } : {}),
        ...(index === 1 ? { effects: 'read' as const, retry: { maxRetries: 1, initialDelayMs: 10 } } : {}),
        execute: (args: Record<string, unknown>, { signal }: { signal: AbortSignal }) => {
          if (controller.signal.aborted) startsAfterAbort += 1;
          if (args.outcome === 'throw at once') throw new Error('at once');
          inFlight[index]! += 1;
          expect(inFlight.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(maxConcurrency);
          if (index === 0) expect(inFlight[0]).toBeLessThanOrEqual(toolLimit);
          const left = () => {
            inFlight[index]! -= 1;
          };
          // A tool that ignores its signal gives up its place when its signal aborts: the executor has abandoned it.
          signal.addEventListener('abort', left, { once: true });
          if (args.outcome === 'ignore') return new Promise(() => {});
          return clock.sleep(args.outcome === 'hang' ? 1000 : Number(args.ms), signal).then(() => {
            signal.removeEventListener('abort', left);
            left();
            if (args.outcome === 'throw') throw new Error('after a while');
            return 'done';
          });
        },
      }));
      const executor = createExecutor({ tools, maxConcurrency, onError, clock, random: () => 0.5 });
      if (abortAtMs !== null) clock.setTimer(abortAtMs, () => controller.abort());
      const running = executor.execute(
        calls.map(({ tool, ms, outcome }, index) => ({
          id: `c${index}`,
          name: outcome === 'unknown' ? 'nowhere' : `tool ${tool}`,
          args: outcome === 'bad args' ? {} : { ms, outcome },
        })),
        { signal: controller.signal },
      );
      const { results, record } = await clock.runUntil(running);
      expect(results.map(({ callId }) => callId)).toEqual(calls.map((_, index) => `c${index}`));
      expect(startsAfterAbort).toBe(0);
      expect(clock.pendingTimers).toBe(abortAtMs === null || controller.signal.aborted ? 0 : 1);
      if (abortAtMs === null && onError === 'continue')
        expect(results.map(statusOf)).toEqual(calls.map(expectedStatus));
      for (const call of record.calls) {
        const runUs = call.attempts.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
        const waitUs = call.waits.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
        expect(runUs + waitUs).toBe(call.endUs - call.readyUs);
      }
      const { makespanUs, sequentialUs, criticalPathUs, backoffUs, idealMakespanUs } = record.totals;
      expect(makespanUs).toBeGreaterThanOrEqual(idealMakespanUs);
      const hasToolLimit = record.limits.tools.some((limit) => limit.maxConcurrency < maxConcurrency);
      if (!hasToolLimit && backoffUs === 0) {
        expect(makespanUs).toBeLessThanOrEqual(
          sequentialUs / maxConcurrency + (1 - 1 / maxConcurrency) * criticalPathUs + 1,
        );
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

function statusOf(result: ToolResult): string {
  return result.status === 'error' ? result.error.code : result.status;
}

function expectedStatus({ ms, outcome }: { ms: number; outcome: string }): string {
  const codes: Record<string, string> = {
    throw: ms < TIMEOUT_MS ? 'TOOL_FAILED' : 'TOOL_TIMEOUT',
    'throw at once': 'TOOL_FAILED',
    hang: 'TOOL_TIMEOUT',
    ignore: 'TOOL_TIMEOUT',
    'bad args': 'INVALID_ARGUMENTS',
    unknown: 'UNKNOWN_TOOL',
    ok: ms < TIMEOUT_MS ? 'ok' : 'TOOL_TIMEOUT',
  };
  return codes[outcome]!;
}

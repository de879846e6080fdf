import { describe, expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareSummary } from './prepare-summary';
import { sampleBatch, sampleCall } from './sample-batch';

const sentence = (...args: Parameters<typeof sampleBatch>) =>
  plainText(prepareSummary(sampleBatch(...args)).sentence).replaceAll('\u00a0', ' ');

describe('the sentence', () => {
  it('names the call that ended last and how long it ran', () => {
    const calls = [sampleCall(), sampleCall({ seq: 2, toolName: 'run_python', endUs: 400_000 })];
    expect(sentence(calls)).toBe(
      'run_python (call 2) ended last: it ran 100 ms of 400 ms (25 %). All 2 calls ended ok.',
    );
  });

  it('names the limit when that call waited for longer than it ran', () => {
    const call = sampleCall({
      endUs: 400_000,
      waits: [{ cause: 'tool-slot', startUs: 0, endUs: 300_000 }],
      status: 'error',
    });
    const limits = { maxConcurrency: 10, tools: [{ toolName: 'web_search', maxConcurrency: 2 }] };
    expect(sentence([call], { limits })).toBe(
      'web_search (call 1) ended last: it waited 300 ms of 400 ms (75 %) for one of 2 slots of its tool and ran 100 ms. 1 of 1 call did not end ok.',
    );
  });

  it('says that a timeout ended the run', () => {
    const call = sampleCall({ status: 'error', errorCode: 'TOOL_TIMEOUT' });
    expect(sentence([call])).toMatch(/it ran 100 ms of 100 ms \(100 %\) until its timeout\. 1 of 1 call did/);
  });

  it('mentions a shorter wait after the run', () => {
    const call = sampleCall({ endUs: 150_000, waits: [{ cause: 'global-slot', startUs: 0, endUs: 50_000 }] });
    expect(sentence([call])).toMatch(
      /it ran 100 ms of 150 ms \(67 %\), and waited 50\.0 ms for one of 10 global slots\./,
    );
    expect(sentence([call], { limits: { maxConcurrency: null, tools: [] } })).toMatch(/ for a global slot\./);
  });

  it('tells backing off from waiting', () => {
    const call = sampleCall({ endUs: 150_000, waits: [{ cause: 'backoff', startUs: 50_000, endUs: 100_000 }] });
    expect(sentence([call])).toMatch(/, and backed off for 50\.0 ms\. Its one call ended ok\.$/);
  });

  it('does not invent a run for a call that never ran', () => {
    expect(sentence([sampleCall({ attempts: [], status: 'cancelled' })])).toMatch(/ended last and never ran\./);
    expect(sentence([])).toBe('The batch had no calls.');
  });
});

it('counts calls by how they ended, timeouts apart from other errors', () => {
  const calls = [
    sampleCall(),
    sampleCall({ seq: 2 }),
    sampleCall({ seq: 3, status: 'error', errorCode: 'TOOL_TIMEOUT' }),
    sampleCall({ seq: 4, status: 'error', errorCode: 'TOOL_FAILED' }),
  ];
  expect(prepareSummary(sampleBatch(calls)).outcomes).toEqual([
    { outcome: 'ok', count: '2' },
    { outcome: 'error', count: '1' },
    { outcome: 'timeout', count: '1' },
  ]);
});

it('shows a dash for a speedup that cannot be divided', () => {
  const { figures } = prepareSummary(sampleBatch([sampleCall()], { speedup: null, idealMakespanUs: 0 }));
  expect(figures[1]).toMatchObject({ value: '—', beside: null });
});

it('lists only the labels that were given', () => {
  expect(prepareSummary(sampleBatch([], { labels: { sessionId: 's1', agent: 'auditor' } })).labels).toEqual([
    { label: 'session', value: 's1' },
    { label: 'agent', value: 'auditor' },
  ]);
});

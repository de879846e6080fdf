import { describe, expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareInFlight } from './prepare-in-flight';
import { prepareSummary } from './prepare-summary';
import { sampleBatch, sampleCall } from './sample-batch';

const summaryOf = (...args: Parameters<typeof sampleBatch>) => {
  const batch = sampleBatch(...args);
  return prepareSummary(batch, prepareInFlight(batch));
};
const sentence = (...args: Parameters<typeof sampleBatch>) =>
  plainText(summaryOf(...args).sentence).replaceAll('\u00a0', ' ');

describe('the sentence', () => {
  it('names the limit that cost most of the makespan, and who waited for it', () => {
    const call = sampleCall({
      startUs: 300_000,
      endUs: 400_000,
      waits: [{ cause: 'tool-slot', startUs: 0, endUs: 300_000 }],
      attempts: [{ ...sampleCall().attempts[0], startUs: 300_000, endUs: 400_000 } as never],
    });
    const limits = { maxConcurrency: 10, tools: [{ toolName: 'web_search', maxConcurrency: 2 }] };
    expect(sentence([call], { limits })).toBe(
      'The limit of web_search (2 at a time) cost 300 ms of 400 ms (75 %): call 1 waited for it. Its one call ended ok.',
    );
  });

  it('tells a limit of all tools from one of a tool', () => {
    const call = sampleCall({
      startUs: 60_000,
      waits: [{ cause: 'global-slot', startUs: 0, endUs: 60_000 }],
      attempts: [{ ...sampleCall().attempts[0], startUs: 60_000, endUs: 100_000 } as never],
    });
    expect(sentence([call])).toBe(
      'Waiting for one of 10 global slots cost 60.0 ms of 100 ms (60 %): call 1, web_search, waited. Its one call ended ok.',
    );
  });

  it('says when no limit held it back, and where the run time was', () => {
    const calls = [sampleCall(), sampleCall({ seq: 2, toolName: 'run_python', endUs: 100_000, critical: true })];
    expect(sentence(calls)).toBe(
      'No limit held this batch back: 100 ms of 100 ms (100 %) is run time, all of it in call 1, web_search. All 2 calls ended ok.',
    );
  });

  it('says that a timeout ended the run', () => {
    const call = sampleCall({ status: 'error', errorCode: 'TOOL_TIMEOUT' });
    expect(sentence([call])).toMatch(/in call 1, web_search, until its timeout\. 1 of 1 call did not end ok\.$/);
  });

  it('does not name a wait that is a small part', () => {
    const call = sampleCall({
      startUs: 4000,
      waits: [{ cause: 'global-slot', startUs: 0, endUs: 4000 }],
      attempts: [{ ...sampleCall().attempts[0], startUs: 4000, endUs: 100_000 } as never],
    });
    expect(sentence([call])).toMatch(/^No limit held this batch back: 96\.0 ms of 100 ms \(96 %\)/);
  });

  it('does not invent a run for a call that never ran', () => {
    expect(sentence([sampleCall({ attempts: [], status: 'cancelled', endUs: 0 })], { makespanUs: 0 })).toMatch(
      /^The batch took no measurable time\./,
    );
    expect(sentence([])).toBe('The batch had no calls.');
  });
});

it('says what the wasted time was; the parts sum to it', () => {
  const [ok] = sampleCall().attempts;
  const attempts = [
    { ...ok, outcome: 'error' as const, endUs: 20_000 },
    { ...ok, attempt: 2, outcome: 'timeout' as const, startUs: 20_000, endUs: 70_000, abandoned: true },
  ] as never;
  const { figures } = summaryOf([sampleCall({ attempts })], { wastedUs: 70_000, abandonedCount: 1 });
  expect(figures[3]?.note.replaceAll('\u00a0', ' ')).toBe('failed 20.0 ms, timed out 50.0 ms, 1 abandoned');
});

it('counts calls by how they ended, timeouts apart from other errors', () => {
  const calls = [
    sampleCall(),
    sampleCall({ seq: 2 }),
    sampleCall({ seq: 3, status: 'error', errorCode: 'TOOL_TIMEOUT' }),
    sampleCall({ seq: 4, status: 'error', errorCode: 'TOOL_FAILED' }),
  ];
  expect(summaryOf(calls).outcomes).toEqual([
    { outcome: 'ok', count: '2' },
    { outcome: 'error', count: '1' },
    { outcome: 'timeout', count: '1' },
  ]);
});

it('shows a dash for a speedup that cannot be divided', () => {
  const { figures } = summaryOf([sampleCall()], { speedup: null, idealMakespanUs: 0 });
  expect(figures[1]).toMatchObject({ value: '—', beside: null });
});

it('lists only the labels that were given', () => {
  expect(summaryOf([], { labels: { sessionId: 's1', agent: 'auditor' } }).labels).toEqual([
    { label: 'session', value: 's1' },
    { label: 'agent', value: 'auditor' },
  ]);
});

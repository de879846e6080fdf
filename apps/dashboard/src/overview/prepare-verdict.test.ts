import type { Bottleneck, Bottlenecks, Overview } from '@parallel-tools/metrics/queries';
import { expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareVerdict } from './prepare-verdict';

const OVERVIEW: Overview = {
  batchCount: 1284,
  callCount: 9412,
  failedCount: 292,
  errorCount: 148,
  timeoutCount: 144,
  cancelledCount: 0,
  skippedCount: 0,
  failureRatio: 292 / 9412,
  sequentialUs: 5_000_000_000,
  makespanUs: 1_930_000_000,
  idealMakespanUs: 1_136_000_000,
  speedup: 2.59,
  idealSpeedup: 4.4,
  efficiency: 0.59,
  makespanP50Us: 1_500_000,
  makespanP95Us: 8_420_000,
};

function bottleneck(toolName: string, parts: Bottleneck['parts']): Bottleneck {
  const worst = parts.find(({ kind }) => kind !== 'run' && kind !== 'overhead');
  return {
    toolId: 1,
    toolName,
    color: 1,
    criticalUs: parts.reduce((sum, { us }) => sum + us, 0),
    parts,
    worstWait: worst === undefined ? null : (worst as Bottleneck['worstWait']),
  };
}

function bottlenecks(...rows: readonly Bottleneck[]): Bottlenecks {
  const [first] = rows;
  return {
    makespanUs: rows.reduce((sum, row) => sum + row.criticalUs, 0),
    rows,
    totalCount: rows.length,
    restUs: 0,
    worst: first?.worstWait ? { toolId: 1, toolName: first.toolName, color: 1, ...first.worstWait } : null,
  };
}

function text(verdict: ReturnType<typeof prepareVerdict>): string {
  return plainText(verdict.headline).replaceAll('\u00a0', ' ');
}

it('names the tool, the wait and its share of all critical-path time', () => {
  const verdict = prepareVerdict(
    OVERVIEW,
    bottlenecks(
      bottleneck('web_search', [
        { kind: 'rate-limit', us: 37_000 },
        { kind: 'run', us: 13_000 },
      ]),
      bottleneck('fetch_page', [{ kind: 'run', us: 50_000 }]),
    ),
  );
  expect(text(verdict)).toBe(
    'web_search holds the agent back: 37 % of all critical-path time is spent waiting for its rate limit.',
  );
  expect(verdict.culprit).toEqual({ toolId: 1, toolName: 'web_search', kind: 'rate-limit' });
  expect(verdict.evidence.map(plainText).join(' ').replaceAll('\u00a0', ' ')).toBe(
    '9,412 calls ran for 1 h 23 m in all, 1,284 batches took 32 m 10 s: 2.6× faster than one after another; 4.4× was possible. ' +
      'The longest runs on the critical path are those of fetch_page: 50 %.',
  );
});

it('blames nobody where no limit costs anything to speak of', () => {
  const verdict = prepareVerdict(
    OVERVIEW,
    bottlenecks(
      bottleneck('web_search', [
        { kind: 'tool-slot', us: 1 },
        { kind: 'run', us: 90 },
        { kind: 'overhead', us: 9 },
      ]),
    ),
  );
  expect(text(verdict)).toBe('No limit holds the agent back: 90 % of critical-path time is run time.');
  expect(verdict.culprit).toBe(null);
});

it('says so when nothing took any time', () => {
  const verdict = prepareVerdict({ ...OVERVIEW, makespanUs: 0, speedup: null }, bottlenecks());
  expect(text(verdict)).toBe('The batches of this range took no measurable time.');
});

it('does not speak of what was possible when that is what happened', () => {
  const verdict = prepareVerdict(
    { ...OVERVIEW, idealSpeedup: 2.59 },
    bottlenecks(bottleneck('a', [{ kind: 'run', us: 5 }])),
  );
  expect(plainText(verdict.evidence[0] ?? [])).toMatch(/: 2\.6× faster than one after another\.$/);
});

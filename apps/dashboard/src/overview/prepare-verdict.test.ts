import type { Overview, ToolLatency } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareVerdict } from './prepare-verdict';

const OVERVIEW: Overview = {
  batchCount: 1284,
  callCount: 9412,
  failedCount: 292,
  sequentialUs: 5_000_000_000,
  makespanUs: 1_930_000_000,
  idealMakespanUs: 1_136_000_000,
  speedup: 2.59,
  idealSpeedup: 4.4,
  makespanP95Us: 8_420_000,
};

function tool(overrides: Partial<ToolLatency>): ToolLatency {
  return {
    toolId: 1,
    toolName: 'web_search',
    callCount: 100,
    failedCount: 0,
    timeoutCount: 0,
    retryCount: 0,
    runP50Us: 400_000,
    runP95Us: 1_240_000,
    runP99Us: 2_310_000,
    waitP95Us: 0,
    ...overrides,
  };
}

function headline(overrides: Partial<Overview>): string {
  return plainText(prepareVerdict({ ...OVERVIEW, ...overrides }, []).headline);
}

function evidence(overrides: Partial<Overview>, tools: readonly ToolLatency[]): string {
  const sentences = prepareVerdict({ ...OVERVIEW, ...overrides }, tools).evidence;
  return sentences.map(plainText).join(' ').replaceAll('\u00a0', ' ');
}

describe('the headline', () => {
  it('says how much faster, and what was possible', () => {
    expect(headline({})).toBe('Batches ran 2.6× faster than one call after another; 4.4× was possible.');
  });

  it('says so when nothing more was possible', () => {
    const text = 'Batches ran 2.6× faster than one call after another, which is all that was possible.';
    expect(headline({ idealSpeedup: 2.61 })).toBe(text);
    expect(headline({ idealSpeedup: null })).toBe(text);
  });

  it('claims no speedup that would read 1.0×', () => {
    expect(headline({ speedup: 1.049, idealSpeedup: 3 })).toBe(
      'Batches ran no faster than one call after another; 3.0× was possible.',
    );
    expect(headline({ speedup: 1.05, idealSpeedup: 3 })).toMatch(/^Batches ran 1\.1× faster/);
    expect(headline({ speedup: 0.8, idealSpeedup: 1 })).toBe('Batches ran no faster than one call after another.');
  });

  it('explains batches of one call', () => {
    expect(headline({ callCount: 5, batchCount: 5, speedup: 1, idealSpeedup: 1 })).toMatch(/^Every batch had one call/);
  });

  it('divides by nothing', () => {
    expect(headline({ speedup: null })).toBe('The batches of this range took no measurable time.');
  });
});

describe('the evidence', () => {
  it('names the slowest tool and the one that fails most often', () => {
    const tools = [
      tool({}),
      tool({ toolName: 'fetch_page', failedCount: 97, callCount: 2374 }),
      tool({ toolName: 'query', runP95Us: 3_480_000 }),
    ];
    expect(evidence({}, tools)).toBe(
      '9,412 calls ran for 1 h 23 m in all; 1,284 batches took 32 m 10 s. query is slowest: run p95 3.48 s. fetch_page fails most often: 97 of 2,374 calls.',
    );
  });

  it('says it once when they are the same tool', () => {
    const tools = [tool({ failedCount: 14, callCount: 50 })];
    expect(evidence({}, tools)).toMatch(
      /web_search is slowest: run p95 1\.24 s, and fails most often: 14 of 50 calls\.$/,
    );
  });

  it('of two tools with as many failures names the one with fewer calls', () => {
    const tools = [
      tool({ toolName: 'ask_registry', failedCount: 3, callCount: 33 }),
      tool({ toolName: 'ask_mirror', failedCount: 3, callCount: 3 }),
    ];
    expect(evidence({}, tools)).toMatch(/ask_mirror fails most often: 3 of 3 calls\.$/);
  });

  it('blames no tool for a single failure, and says when there was none', () => {
    expect(evidence({ failedCount: 1 }, [tool({ failedCount: 1 })])).not.toMatch(/fails/);
    expect(evidence({ failedCount: 0 }, [tool({})])).toMatch(/No call failed\.$/);
  });

  it('names no slowest tool when none ran', () => {
    expect(evidence({ failedCount: 0 }, [tool({ runP95Us: null })])).not.toMatch(/slowest/);
  });
});

import { expect, it } from 'vitest';
import { prepareCalls } from './prepare-calls';
import { sampleBatch, sampleCall } from './sample-batch';

const FAILED_ATTEMPT = {
  attempt: 1,
  startUs: 0,
  endUs: 50_000,
  outcome: 'error' as const,
  abandoned: false,
  errorCode: 'TOOL_FAILED',
  errorMessage: '429',
};

function prepareOne(...args: Parameters<typeof sampleCall>) {
  const [call] = prepareCalls(sampleBatch([sampleCall(...args)]));
  if (call === undefined) throw new Error('a batch of one call has one call');
  return call;
}

const fact = (call: ReturnType<typeof prepareOne>, label: string) =>
  call.facts.find((entry) => entry.label === label)?.value.replaceAll('\u00a0', ' ');

it('lists each wait by cause, and nothing that did not happen', () => {
  const call = prepareOne({
    waits: [
      { cause: 'tool-slot', startUs: 0, endUs: 40_000 },
      { cause: 'tool-slot', startUs: 50_000, endUs: 60_000 },
    ],
  });
  expect(fact(call, 'Waited, tool slot')).toBe('50.0 ms');
  expect(fact(call, 'Waited, backoff')).toBe(undefined);
  expect(fact(call, 'Ready at')).toBe(undefined);
});

it('shows the limit of its own tool, where it has one', () => {
  const limits = { maxConcurrency: 8, tools: [{ toolName: 'web_search', maxConcurrency: 3 }] };
  const calls = [sampleCall(), sampleCall({ seq: 2, toolName: 'fetch_page' })];
  const [own, none] = prepareCalls(sampleBatch(calls, { limits }));
  if (own === undefined || none === undefined) throw new Error('two calls');
  expect(fact(own, 'Concurrency limit of the tool')).toBe('3');
  expect(fact(none, 'Concurrency limit of the tool')).toBe(undefined);
});

it('shows sizes, or dashes where nothing was captured', () => {
  expect(fact(prepareOne({ inputBytes: 214, outputBytes: 6100 }), 'Input / output')).toBe('214 B / 6.1 kB');
  expect(fact(prepareOne(), 'Input / output')).toBe('— / —');
});

it('says an error once, by attempt where there were several', () => {
  const failed = prepareOne({
    status: 'error',
    errorCode: 'TOOL_FAILED',
    errorMessage: '429',
    attempts: [FAILED_ATTEMPT],
  });
  expect(failed.errors).toEqual([{ title: 'Error', text: 'TOOL_FAILED: 429' }]);
  const retried = prepareOne({
    attempts: [FAILED_ATTEMPT, { ...FAILED_ATTEMPT, attempt: 2, outcome: 'ok', errorCode: null, errorMessage: null }],
  });
  expect(retried.errors).toEqual([{ title: 'Error of attempt 1', text: 'TOOL_FAILED: 429' }]);
  expect(retried.cameTo).toBe('ok, 2 attempts');
  const refused = prepareOne({ status: 'error', attempts: [], errorCode: 'UNKNOWN_TOOL', errorMessage: 'no tool "x"' });
  expect(refused.errors).toEqual([{ title: 'Error of the call', text: 'UNKNOWN_TOOL: no tool "x"' }]);
});

it('indents captured arguments, cuts long ones and says how much is missing', () => {
  expect(prepareOne({ args: '{"query":"x"}' }).args).toEqual({ text: '{\n  "query": "x"\n}', cutCount: 0 });
  expect(prepareOne({ args: '{"query":"cu' }).args.text).toBe('{"query":"cu');
  expect(prepareOne({ args: JSON.stringify('x'.repeat(5000)) }).args.cutCount).toBe(1000);
  expect(prepareOne({ output: '"two\\nlines"' }).output.text).toBe('two\nlines');
  expect(prepareOne().args.text).toBe(null);
});

it('links the calls it needs and those that need it', () => {
  const batch = sampleBatch([sampleCall(), sampleCall({ seq: 2, toolName: 'fetch_page' })], {
    edges: [{ from: 1, to: 2, reason: 'reference' }],
  });
  const [first, second] = prepareCalls(batch);
  expect(first?.neededBy).toEqual([{ seq: 2, toolName: 'fetch_page' }]);
  expect(second?.needs).toEqual([{ seq: 1, toolName: 'web_search' }]);
});

import type { AnyTool, PolicyOptions } from '@parallel-tools/executor';
import { compare, costOf, type Subject } from './compare.ts';
import { callsOf, executorSubject } from './executor-subject.ts';
import { atMost, type Finding, ratioFinding } from './finding.ts';
import { noop } from './peers.ts';
import type { Settings } from './settings.ts';

/** Few enough that what is measured is no garbage collector's doing. */
const CALLS = 1_000;

/** Each policy at work with nothing for it to do: nothing fails, nothing is slow, nothing is asked twice. */
const AT_WORK: readonly (readonly [string, PolicyOptions])[] = [
  ['retry', { retry: { maxRetries: 2 } }],
  ['circuit breaker', { circuitBreaker: {} }],
  ['rate limit', { rateLimit: { maxStarts: 1_000_000, intervalMs: 1 } }],
  [
    'cache, which never has it',
    { cache: { ttlMs: 60_000, maxEntries: 100, cacheKey: ({ id }: { id: string }) => id } },
  ],
  ['hedge', { hedge: { afterMs: 10_000 } }],
  ['adaptive limit', { adaptiveLimit: { initial: 10, max: 10 } }],
];

const READ: AnyTool = { name: 'noop', effects: 'read', execute: noop };

/** What policies add to the cost of a call: turned off, and each at work. */
export async function* measurePolicies(settings: Settings): AsyncGenerator<Finding> {
  const plain = costOf(executorSubject(CALLS, { tool: READ }), settings);
  const off = await compare(costOf(turnedOffSubject(), settings), plain, settings);
  yield ratioFinding('all turned off, to none ever given', off, atMost(1.03));
  for (const [name, policies] of AT_WORK) {
    const tool: AnyTool = { ...READ, ...policies };
    const calls = callsOf('noop', CALLS).map((call) => ({ ...call, args: { id: call.id } }));
    const comparison = await compare(costOf(executorSubject(CALLS, { tool, calls }), settings), plain, settings);
    yield ratioFinding(`${name}, to none`, comparison, null);
  }
}

/** A tool that had all policies until `configure` turned them off. */
function turnedOffSubject(): Subject {
  const policies: PolicyOptions = Object.assign({}, ...AT_WORK.map(([, given]) => given));
  const off = Object.fromEntries(Object.keys(policies).map((name) => [name, null]));
  return executorSubject(CALLS, {
    tool: { ...READ, ...policies },
    prepare: (executor) => executor.configure({ toolOptions: { noop: off } }),
  });
}

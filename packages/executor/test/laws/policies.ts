import fc from 'fast-check';
import type { PolicyOptions } from '../../src/index.js';
import { TOOL_NAMES, type ToolName, type Workload } from './workload.js';

const ms = fc.integer({ min: 1, max: 60 });

/** Calls have different arguments; this makes some of them ask for the same. */
const cacheKey = ({ value }: { readonly value: number }) => (value % 4 === 3 ? null : String(value % 4));

/** Any policies at once. */
const stack: fc.Arbitrary<PolicyOptions> = fc.record(
  {
    retry: fc.record({ maxRetries: fc.nat(2), initialDelayMs: fc.nat(20) }),
    circuitBreaker: fc.record({
      consecutiveFailures: fc.integer({ min: 1, max: 3 }),
      openMs: ms,
      whenOpen: fc.constantFrom('refuse' as const, 'wait' as const),
    }),
    rateLimit: fc.record({ maxStarts: fc.integer({ min: 1, max: 3 }), intervalMs: ms }),
    cache: fc.record({ ttlMs: fc.nat(100), cacheKey: fc.constant(cacheKey), shareInFlight: fc.boolean() }),
    hedge: fc.record({ afterMs: ms }),
    adaptiveLimit: fc.record({ initial: fc.integer({ min: 1, max: 4 }), max: fc.constant(4) }),
  },
  { requiredKeys: [] },
);

/** The same workloads under random policies. */
export function surrounded(workloads: fc.Arbitrary<Workload>): fc.Arbitrary<Workload> {
  const stacks = fc.tuple(...TOOL_NAMES.map(() => stack));
  return fc.tuple(workloads, stacks).map(([workload, drawn]) => {
    const policies: Partial<Record<ToolName, PolicyOptions>> = {};
    for (const [index, name] of TOOL_NAMES.entries()) {
      const { adaptiveLimit, ...others } = drawn[index] as PolicyOptions;
      // A limit that stands is one that can be checked.
      const isFree = workload.toolLimits[name] === undefined;
      policies[name] = isFree && adaptiveLimit !== undefined ? { ...others, adaptiveLimit } : others;
    }
    return { ...workload, policies };
  });
}

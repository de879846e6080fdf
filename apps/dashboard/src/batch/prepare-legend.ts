import type { CallDetail } from '@parallel-tools/metrics/queries';
import { dependencyEndUs } from './prepare-row';
import { callOutcome, WAIT_CAUSES, type WaitCause, waitedUs } from './words';

const ATTEMPT_MARKS = ['dependency', 'failed', 'timeout', 'abandoned', 'cancelled', 'hedge', 'skipped'] as const;

/** A mark of the timeline that its legend explains. */
export type LegendMark = 'run' | WaitCause | (typeof ATTEMPT_MARKS)[number] | 'critical' | 'edge';

/** The marks that occur, in the order they are explained: work, waits, what became of attempts, the path. */
export function prepareLegend(calls: readonly CallDetail[], hasEdges: boolean): readonly LegendMark[] {
  const attempts = calls.flatMap((call) => call.attempts);
  const occurs: Readonly<Record<Exclude<LegendMark, WaitCause>, boolean>> = {
    run: attempts.length > 0,
    dependency: calls.some((call) => dependencyEndUs(call, callOutcome(call)) > 0),
    failed: attempts.some((attempt) => attempt.outcome === 'error'),
    timeout: attempts.some((attempt) => attempt.outcome === 'timeout'),
    abandoned: attempts.some((attempt) => attempt.abandoned),
    cancelled: calls.some((call) => call.status === 'cancelled') || attempts.some((a) => a.outcome === 'cancelled'),
    hedge: attempts.some((attempt) => attempt.hedge),
    skipped: calls.some((call) => call.status === 'skipped'),
    critical: calls.some((call) => call.critical),
    edge: hasEdges,
  };
  const waits = WAIT_CAUSES.filter((cause) => calls.some((call) => waitedUs(call, cause) > 0));
  const others = [...ATTEMPT_MARKS, 'critical', 'edge'] as const;
  return [...(occurs.run ? (['run'] as const) : []), ...waits, ...others.filter((mark) => occurs[mark])];
}

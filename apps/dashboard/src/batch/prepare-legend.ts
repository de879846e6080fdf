import type { CallDetail } from '@parallel-tools/metrics/queries';
import { dependencyEndUs } from './prepare-row';
import { callOutcome, type WaitCause, waitedUs } from './words';

/** A mark of the timeline that its legend explains. */
export type LegendMark =
  | 'run'
  | 'tool-slot'
  | 'global-slot'
  | 'rate-limit'
  | 'circuit'
  | 'host'
  | 'conflict'
  | 'shared'
  | 'backoff'
  | 'overhead'
  | 'dependency'
  | 'failed'
  | 'timeout'
  | 'abandoned'
  | 'cancelled'
  | 'hedge'
  | 'skipped'
  | 'critical'
  | 'edge';

export function prepareLegend(calls: readonly CallDetail[], hasEdges: boolean): readonly LegendMark[] {
  const attempts = calls.flatMap((call) => call.attempts);
  const waited = (cause: WaitCause) => calls.some((call) => waitedUs(call, cause) > 0);
  const occurs: Readonly<Record<LegendMark, boolean>> = {
    run: attempts.length > 0,
    'tool-slot': waited('tool-slot'),
    'global-slot': waited('global-slot'),
    'rate-limit': waited('rate-limit'),
    circuit: waited('circuit'),
    host: waited('host'),
    conflict: waited('conflict'),
    shared: waited('shared'),
    backoff: waited('backoff'),
    overhead: waited('overhead'),
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
  return LEGEND_ORDER.filter((mark) => occurs[mark]);
}

const LEGEND_ORDER: readonly LegendMark[] = [
  'run',
  'tool-slot',
  'global-slot',
  'rate-limit',
  'circuit',
  'host',
  'conflict',
  'shared',
  'backoff',
  'overhead',
  'dependency',
  'failed',
  'timeout',
  'abandoned',
  'cancelled',
  'hedge',
  'skipped',
  'critical',
  'edge',
];

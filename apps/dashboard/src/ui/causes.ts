import type { PathTime } from '@parallel-tools/metrics/queries';

/** What a stretch of time on the way to a result went to: work, or what was waited for. */
export type TimeKind = PathTime['kind'];

interface CauseLook {
  /** As in a table of causes. */
  readonly label: string;
  /** In a sentence: "waiting for …", after the tool's name. */
  readonly waitedFor: string;
  /** Solid for work and overhead, hatched for a wait; the hatch says for what. */
  readonly fill: string;
}

/** Every kind of time: its word and its hatch, the same on all pages. */
export const CAUSES: Readonly<Record<TimeKind, CauseLook>> = {
  run: { label: 'running', waitedFor: 'its run', fill: 'var(--run)' },
  'rate-limit': { label: 'rate limit', waitedFor: 'its rate limit', fill: 'url(#p-rate-limit)' },
  'tool-slot': { label: 'tool slot', waitedFor: 'a slot of its own limit', fill: 'url(#p-tool-slot)' },
  'global-slot': { label: 'global slot', waitedFor: 'a global slot', fill: 'url(#p-global-slot)' },
  backoff: { label: 'backoff', waitedFor: 'the backoff before a retry', fill: 'url(#p-backoff)' },
  circuit: { label: 'circuit', waitedFor: 'its open circuit', fill: 'url(#p-circuit)' },
  conflict: { label: 'resource', waitedFor: 'a resource in use', fill: 'url(#p-conflict)' },
  host: { label: 'busy machine', waitedFor: 'a busy machine', fill: 'url(#p-host)' },
  shared: { label: 'same call', waitedFor: 'the same call elsewhere', fill: 'url(#p-dependency)' },
  arrival: { label: 'arrival', waitedFor: 'the call to arrive', fill: 'url(#p-arrival)' },
  overhead: { label: 'executor overhead', waitedFor: 'the executor', fill: 'var(--overhead)' },
};

/** The order in which kinds are stacked and listed: work first, overhead last. */
export const TIME_KINDS = Object.keys(CAUSES) as readonly TimeKind[];

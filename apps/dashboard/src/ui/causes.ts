import type { PathTime } from '@parallel-tools/metrics/queries';

/** What a stretch of time on the way to a result went to: work, or what was waited for. */
export type TimeKind = PathTime['kind'];

interface CauseLook {
  /** As in a table of causes. */
  readonly label: string;
  /** In a sentence: "waiting for …", after the tool's name. */
  readonly waitedFor: string;
  /** Of its hatch, where a line stands for it. */
  readonly color: string;
  /** Solid for work and overhead, hatched for a wait; the hatch says for what. */
  readonly fill: string;
}

/** Every kind of time: its word and its hatch, the same on all pages. */
export const CAUSES: Readonly<Record<TimeKind, CauseLook>> = {
  run: {
    label: 'running',
    waitedFor: 'its run',
    color: 'var(--run)',
    fill: 'var(--run)',
  },
  'rate-limit': {
    label: 'rate limit',
    waitedFor: 'its rate limit',
    color: 'var(--wait-rate-limit)',
    fill: 'url(#p-rate-limit)',
  },
  'tool-slot': {
    label: 'tool slot',
    waitedFor: 'a slot of its own limit',
    color: 'var(--wait-tool-slot)',
    fill: 'url(#p-tool-slot)',
  },
  'global-slot': {
    label: 'global slot',
    waitedFor: 'a global slot',
    color: 'var(--wait-global-slot)',
    fill: 'url(#p-global-slot)',
  },
  backoff: {
    label: 'backoff',
    waitedFor: 'the backoff before a retry',
    color: 'var(--wait-backoff)',
    fill: 'url(#p-backoff)',
  },
  circuit: {
    label: 'circuit',
    waitedFor: 'its open circuit',
    color: 'var(--wait-circuit)',
    fill: 'url(#p-circuit)',
  },
  conflict: {
    label: 'resource',
    waitedFor: 'a resource in use',
    color: 'var(--wait-dependency)',
    fill: 'url(#p-conflict)',
  },
  host: {
    label: 'busy machine',
    waitedFor: 'a busy machine',
    color: 'var(--wait-global-slot)',
    fill: 'url(#p-host)',
  },
  shared: {
    label: 'same call',
    waitedFor: 'the same call elsewhere',
    color: 'var(--wait-dependency)',
    fill: 'url(#p-dependency)',
  },
  arrival: {
    label: 'arrival',
    waitedFor: 'the call to arrive',
    color: 'var(--line-strong)',
    fill: 'url(#p-arrival)',
  },
  overhead: {
    label: 'executor overhead',
    waitedFor: 'the executor',
    color: 'var(--overhead)',
    fill: 'var(--overhead)',
  },
};

/** The order in which kinds are stacked and listed: work first, overhead last. */
export const TIME_KINDS = Object.keys(CAUSES) as readonly TimeKind[];

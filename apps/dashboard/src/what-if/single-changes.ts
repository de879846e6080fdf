import { suggest } from '@parallel-tools/executor/simulate';
import { formatCount } from '@/lib/format';
import type { Change } from './change';
import { changeWords } from './change-words';
import type { BatchRecord } from './replay';
import type { Setting } from './settings';
import { type TriedChange, tryChange } from './try-change';

/** One change alone, and what it does to the p95 of the makespan. */
export interface SingleChange extends TriedChange {
  readonly words: string;
  /** It tells what something is worth that no setting sets. */
  readonly isInformation: boolean;
  /** What must hold for it to come true. */
  readonly assumptions: readonly string[];
}

/** Single changes worth a look, what they bring, and how many were looked at. */
export interface SingleChanges {
  readonly rows: readonly SingleChange[];
  readonly triedCount: number;
}

const MAX_ROWS = 8;
// Each costs a replay of every batch it touches.
const MAX_TRIED = 16;
const FASTER_BY = 2;

/**
 * What `suggest` of the executor finds, and the rate limits lifted one by one; what brings most first.
 *
 * @param beforeUs - Makespans of the batches replayed as recorded, by position.
 */
export function singleChanges(
  records: readonly BatchRecord[],
  beforeUs: readonly number[],
  settings: readonly Setting[],
): SingleChanges {
  const candidates = [...suggested(records), ...rateLimits(settings)].slice(0, MAX_TRIED);
  return {
    rows: candidates
      .map((candidate) => ({ ...candidate, ...tryChange(records, beforeUs, candidate.change) }))
      .filter(({ touchedCount }) => touchedCount > 0)
      .sort(byWorth)
      .slice(0, MAX_ROWS),
    triedCount: candidates.length,
  };
}

/** What is worth a row: what can be set before what only tells, clear effects before unclear ones, then what brings most. */
function byWorth(a: SingleChange, b: SingleChange): number {
  return (
    Number(a.isInformation) - Number(b.isInformation) ||
    Number(b.isClear) - Number(a.isClear) ||
    a.effect.value - b.effect.value
  );
}

type Candidate = Pick<SingleChange, 'change' | 'words' | 'isInformation' | 'assumptions'>;

function suggested(records: readonly BatchRecord[]): readonly Candidate[] {
  return suggest(records, { minSavedShare: 0, fasterBy: FASTER_BY }).flatMap((suggestion) => {
    const { option, toolName, from, to, isInformation, assumptions } = suggestion;
    const change = changeOf(option, toolName, to);
    if (change === null) return [];
    const words = option === 'run-time' ? 'run time halved' : changeWords(change, from);
    return [{ change, words, isInformation, assumptions }];
  });
}

function changeOf(
  option: ReturnType<typeof suggest>[number]['option'],
  toolName: string | null,
  to: number,
): Change | null {
  switch (option) {
    case 'maxConcurrency':
      return { kind: 'limit', toolName, value: to };
    case 'timeoutMs':
      return toolName === null ? null : { kind: 'timeout', toolName, value: to };
    case 'maxRetries':
      return toolName === null ? null : { kind: 'retries', toolName, value: 0 };
    case 'run-time':
      return toolName === null ? null : { kind: 'time', toolName, value: 100 / FASTER_BY };
    default:
      return option satisfies never;
  }
}

function rateLimits(settings: readonly Setting[]): readonly Candidate[] {
  return settings
    .filter(({ kind }) => kind === 'rate')
    .map(({ toolName }) => {
      const change: Change = { kind: 'rate', toolName, value: 0 };
      const assumptions = ['the server allows any rate'];
      return { change, words: changeWords(change, null), isInformation: false, assumptions };
    });
}

/** "each replayed alone, 6 of 12 tried shown, by makespan p95". */
export function triedWords({ rows, triedCount }: SingleChanges): string {
  return `each replayed alone, ${formatCount(rows.length)} of ${formatCount(triedCount)} tried shown, by makespan p95`;
}

import type { SessionDetail, SessionTurn } from '@parallel-tools/metrics/queries';
import { durationTicks } from '@/charts/axis';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatInstant,
  formatRatio,
  formatTick,
  formatWholePercent,
} from '@/lib/format';
import type { Sentence } from '@/lib/sentence';
import type { FigureModel } from '@/overview/prepare-figures';
import type { TimeKind } from '@/ui/causes';

/** One agent run: its turns on one axis, and what lay between them. */
export interface SessionModel {
  readonly startedAt: string;
  readonly agent: string | null;
  readonly sentence: Sentence;
  readonly figures: readonly FigureModel[];
  readonly axis: SessionAxis;
  readonly turns: readonly TurnModel[];
}

/** All shares are of the session's length. */
export interface SessionAxis {
  readonly name: string;
  readonly ticks: readonly { readonly share: number; readonly label: string }[];
  readonly endLabel: string;
}

export interface TurnModel {
  readonly number: number;
  readonly batchId: string;
  readonly makespan: string;
  /** On the axis. */
  readonly fromShare: number;
  readonly toShare: number;
  /** The makespan's parts, as shares of it. */
  readonly parts: readonly { readonly kind: TimeKind; readonly share: number }[];
  /** Its one call could have run together with the one of the turn before. */
  readonly isMissed: boolean;
}

export function prepareSession(session: SessionDetail): SessionModel {
  const { turns } = session;
  const [first] = turns;
  const startMs = first?.startedAtMs ?? 0;
  const spanUs = Math.max(1, Math.round(session.spanMs * 1000));
  return {
    startedAt: formatInstant(startMs),
    agent: turns.find(({ labels }) => labels.agent !== undefined)?.labels.agent ?? null,
    sentence: prepareSentence(session),
    figures: prepareFigures(session),
    axis: {
      name: `${formatCounted(turns.length, 'turn')} over ${formatDuration(spanUs)}`,
      ticks: durationTicks(spanUs, 7)
        .filter((us) => us < spanUs * 0.92)
        .map((us) => ({ share: us / spanUs, label: formatTick(us, spanUs) })),
      endLabel: formatDuration(spanUs),
    },
    turns: turns.map((turn, index) => prepareTurn(turn, index, startMs, spanUs)),
  };
}

function prepareTurn(turn: SessionTurn, index: number, startMs: number, spanUs: number): TurnModel {
  const fromUs = (turn.startedAtMs - startMs) * 1000;
  return {
    number: index + 1,
    batchId: turn.batchId,
    makespan: formatDuration(turn.makespanUs),
    fromShare: fromUs / spanUs,
    toShare: (fromUs + turn.makespanUs) / spanUs,
    parts: turn.path.map(({ kind, startUs, endUs }) => ({
      kind,
      share: (endUs - startUs) / Math.max(1, turn.makespanUs),
    })),
    isMissed: turn.missed === 'yes',
  };
}

interface Sums {
  readonly spanUs: number;
  readonly gapUs: number;
  readonly toolUs: number;
  readonly missedCount: number;
  readonly unknownCount: number;
}

/** What is not a gap is time in which a batch ran: overlapping batches count once. */
function sumsOf({ spanMs, gapMs, turns }: SessionDetail): Sums {
  const [spanUs, gapUs] = [Math.round(spanMs * 1000), Math.round(gapMs * 1000)];
  return {
    spanUs,
    gapUs,
    toolUs: Math.max(0, spanUs - gapUs),
    missedCount: turns.filter(({ missed }) => missed === 'yes').length,
    unknownCount: turns.filter(({ missed }) => missed === 'unknown').length,
  };
}

function prepareSentence(session: SessionDetail): Sentence {
  const { spanUs, gapUs, toolUs, missedCount } = sumsOf(session);
  if (session.turns.length === 1) return ['One turn, ', { emphasis: formatDuration(toolUs) }, ' of tools.'];
  const missed =
    missedCount === 0
      ? ''
      : ` ${formatCounted(missedCount, 'turn')} could have been one with the turn before: nothing it asked for came from there.`;
  return [
    'Tools took ',
    { emphasis: `${formatDuration(toolUs)} of ${formatDuration(spanUs)} (${formatWholePercent(toolUs, spanUs)})` },
    `; between turns the model and the agent took ${formatDuration(gapUs)}.${missed}`,
  ];
}

/** Turns that could have been one with the turn before; arguments that were not captured leave it open. */
function joinedNote({ missedCount, unknownCount }: Sums): string {
  const known = missedCount === 0 ? 'none could be joined' : `${formatCount(missedCount)} could be joined`;
  return unknownCount === 0 ? known : `${known}, ${formatCount(unknownCount)} not known`;
}

function prepareFigures(session: SessionDetail): readonly FigureModel[] {
  const { turns, totalCount } = session;
  const sums = sumsOf(session);
  const { spanUs, gapUs, toolUs } = sums;
  const callCount = turns.reduce((sum, turn) => sum + turn.callCount, 0);
  const failedCount = turns.reduce((sum, turn) => sum + turn.failedCount, 0);
  const [makespanUs, sequentialUs] = [
    turns.reduce((sum, turn) => sum + turn.makespanUs, 0),
    turns.reduce((sum, turn) => sum + turn.sequentialUs, 0),
  ];
  return [
    {
      label: 'Turns',
      value: formatCount(turns.length),
      beside: turns.length < totalCount ? `of ${formatCount(totalCount)}` : null,
      note: joinedNote(sums),
    },
    {
      label: 'Calls',
      value: formatCount(callCount),
      beside: null,
      note: failedCount === 0 ? 'all ok' : `${formatCount(failedCount)} did not end ok`,
    },
    { label: 'Whole session', value: formatDuration(spanUs), beside: null, note: 'first turn to last end' },
    {
      label: 'In tools',
      value: formatDuration(toolUs),
      beside: formatWholePercent(toolUs, spanUs),
      note: `speedup ${formatRatio(makespanUs === 0 ? null : sequentialUs / makespanUs)}`,
    },
    {
      label: 'Between turns',
      value: formatDuration(gapUs),
      beside: formatWholePercent(gapUs, spanUs),
      note: 'model time, and the agent’s own',
    },
  ];
}

import { formatDuration } from '@/lib/format';
import type { InFlight } from './prepare-in-flight';
import type { TimelineModel } from './prepare-timeline';

/** A stretch in which no attempt ran, long enough to be worth leaving out. */
export interface IdleGap {
  /** Where it is drawn, in µs of the axis. */
  readonly startUs: number;
  readonly endUs: number;
  /** How long it was, however it is drawn. */
  readonly duration: string;
}

/** A stretch of the axis on which time is drawn to scale. */
export interface ScaleStretch {
  /** In µs since the batch was submitted. */
  readonly startUs: number;
  readonly endUs: number;
  /** Where on the axis it begins. */
  readonly atUs: number;
}

// Under this share of the axis a gap takes no room that others would need.
const MIN_SHARE = 0.2;

export function idleGaps({ steps }: Pick<InFlight, 'steps'>, endUs: number): readonly IdleGap[] {
  return steps
    .map(({ startUs, count }, index) => ({ startUs, count, endUs: steps[index + 1]?.startUs ?? endUs }))
    .filter((step) => step.count === 0 && step.endUs - step.startUs > endUs * MIN_SHARE)
    .map((step) => ({
      startUs: step.startUs,
      endUs: step.endUs,
      duration: formatDuration(step.endUs - step.startUs),
    }));
}

// Wide enough to be seen and pressed, narrow enough to be no loss: of the time that is left.
const SHORT_SHARE = 0.06;

/** The same timeline with its idle gaps drawn short: all else is as long as it was. */
export function shortenIdle(model: TimelineModel): TimelineModel {
  const { gaps, endUs } = model;
  const leftUs = endUs - gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0);
  const scale = stretchesBetween(gaps, endUs, Math.round(leftUs * SHORT_SHARE));
  const at = (us: number) => placeOn(scale, us);
  const moved = <T extends { readonly startUs: number; readonly endUs: number }>(stretch: T): T => ({
    ...stretch,
    startUs: at(stretch.startUs),
    endUs: at(stretch.endUs),
  });
  return {
    ...model,
    endUs: at(endUs),
    gaps: gaps.map(moved),
    scale,
    rows: model.rows.map((row) => ({
      ...moved(row),
      dependencyEndUs: at(row.dependencyEndUs),
      waits: row.waits.map(moved),
      attempts: row.attempts.map(moved),
      endedWithoutRunUs: row.endedWithoutRunUs === null ? null : at(row.endedWithoutRunUs),
    })),
    edges: model.edges.map((edge) => ({ ...edge, atUs: at(edge.atUs) })),
    path: { stretches: model.path.stretches.map(moved), segments: model.path.segments.map(moved) },
    inFlight: {
      ...model.inFlight,
      steps: model.inFlight.steps.map((step) => ({ ...step, startUs: at(step.startUs) })),
      alone: model.inFlight.alone === null ? null : moved(model.inFlight.alone),
    },
  };
}

function stretchesBetween(gaps: readonly IdleGap[], endUs: number, gapUs: number): readonly ScaleStretch[] {
  const stretches: ScaleStretch[] = [];
  let startUs = 0;
  let atUs = 0;
  for (const gap of gaps) {
    stretches.push({ startUs, endUs: gap.startUs, atUs });
    atUs += gap.startUs - startUs + gapUs;
    startUs = gap.endUs;
  }
  return [...stretches, { startUs, endUs, atUs }];
}

/** Where on the axis a time of the batch is; inside a gap in proportion. */
function placeOn(scale: readonly ScaleStretch[], us: number): number {
  const index = scale.findLastIndex(({ startUs }) => startUs <= us);
  const stretch = scale[index];
  if (stretch === undefined) return us;
  const { startUs, endUs, atUs } = stretch;
  if (us <= endUs) return atUs + us - startUs;
  const next = scale[index + 1];
  const gapAtUs = atUs + endUs - startUs;
  if (next === undefined) return gapAtUs;
  return gapAtUs + ((us - endUs) / (next.startUs - endUs)) * (next.atUs - gapAtUs);
}

import { memo } from 'react';
import { displayName } from '@/lib/display-name';
import { OutcomeGlyph } from '@/ui/glyphs';
import { ToolSwatch } from '@/ui/tool-name';
import type { CriticalSegment } from './prepare-path';
import type { TimelineRow as Row } from './prepare-row';
import { ABANDONED_TAIL_PX, TimelineMarks } from './timeline-marks';
import { placeIn, type TimeView } from './view';

interface TimelineRowProps {
  readonly id: string;
  readonly row: Row;
  /** Its index in the model, by which it is chosen. */
  readonly index: number;
  /** Where it stands among the rows shown, from 0. */
  readonly position: number;
  readonly count: number;
  readonly segment: CriticalSegment | null;
  readonly view: TimeView;
  readonly isSelected: boolean;
  readonly onSelect: (index: number) => void;
  readonly onHover: (index: number) => void;
}

/** One call: its name, and what happened to it on the time axis. */
export const TimelineRow = memo(function TimelineRow({
  id,
  row,
  index,
  position,
  count,
  segment,
  view,
  isSelected,
  onSelect,
  onHover,
}: TimelineRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox, which points here.
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position + 1}
      aria-setsize={count}
      className={row.isCritical ? 'timeline-row critical' : 'timeline-row'}
      style={{ top: `calc(var(--row-height) * ${position})` }}
      onClick={() => onSelect(index)}
      onPointerEnter={() => onHover(index)}
    >
      <span className="visually-hidden">{row.sentence}</span>
      <div className="timeline-gutter" aria-hidden="true">
        <span className="sequence">{row.seq}</span>
        <ToolSwatch color={row.color} />
        <bdi className="mono name" title={displayName(row.toolName)}>
          {displayName(row.toolName)}
        </bdi>
        {row.hint === null ? null : <bdi className="hint">{row.hint}</bdi>}
        {row.outcome === 'ok' ? null : <OutcomeGlyph outcome={row.outcome} />}
      </div>
      <div className="timeline-track" aria-hidden="true">
        <div className="timeline-plot">
          <TimelineMarks row={row} segment={segment} view={view} />
          <Note row={row} view={view} />
        </div>
      </div>
    </div>
  );
});

// A note needs room beside the marks: to their right, else to their left, else only the call's panel says it.
const MAX_START_FOR_RIGHT = 0.72;
const MIN_START_FOR_LEFT = 0.3;
const NOTE_GAP_PX = 12;

function Note({ row, view }: { readonly row: Row; readonly view: TimeView }) {
  if (row.note === null || row.endUs < view.fromUs) return null;
  const spanUs = view.toUs - view.fromUs;
  const end = (row.endUs - view.fromUs) / spanUs;
  const gap = row.attempts.at(-1)?.isAbandoned ? ABANDONED_TAIL_PX + NOTE_GAP_PX : NOTE_GAP_PX;
  if (end <= MAX_START_FOR_RIGHT) {
    return (
      <span className="timeline-note" style={{ left: `calc(${placeIn(view, row.endUs)} + ${gap}px)`, right: 0 }}>
        {row.note}
      </span>
    );
  }
  const begin = (beginOf(row) - view.fromUs) / spanUs;
  if (begin < MIN_START_FOR_LEFT || begin > 1) return null;
  return (
    <span className="timeline-note left" style={{ left: 0, right: `calc(${(100 * (1 - begin)).toFixed(3)}% + 8px)` }}>
      {row.note}
    </span>
  );
}

function beginOf(row: Row): number {
  if (row.dependencyEndUs > 0) return 0;
  const starts = [...row.waits, ...row.attempts].map(({ startUs }) => startUs);
  return Math.min(row.endUs, ...starts);
}

'use client';

import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { displayName } from '@/lib/display-name';
import { OutcomeGlyph } from '@/ui/glyphs';
import { ToolSwatch } from '@/ui/tool-name';
import { InFlightStrip } from './in-flight-strip';
import type { CriticalSegment, TimelineModel, TimelineRow } from './prepare-timeline';
import { TimelineLegend } from './timeline-legend';
import { ABANDONED_TAIL_PX, percent, TimelineMarks } from './timeline-marks';

interface BatchTimelineProps {
  readonly model: TimelineModel;
  readonly selectedIndex: number;
  readonly onSelect: (index: number) => void;
}

/** The calls of a batch on one time axis. One tab stop; j/k or the arrows move between calls. */
export function BatchTimeline({ model, selectedIndex, onSelect }: BatchTimelineProps) {
  const idPrefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const lastIndex = model.rows.length - 1;

  // Only after a move by key: scrolling on load or click would take the page away from under the reader.
  const isMovedByKey = useRef(false);
  useEffect(() => {
    if (!isMovedByKey.current) return;
    isMovedByKey.current = false;
    list.current?.children[selectedIndex]?.scrollIntoView({ block: 'nearest' });
  }, [selectedIndex]);

  const move = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = targetIndex(event.key, selectedIndex, lastIndex);
    if (target === null) return;
    event.preventDefault();
    isMovedByKey.current = true;
    onSelect(target);
  };

  return (
    <section className="panel">
      <header>
        <h2>What ran when, and what waited for what?</h2>
        <span className="sub">solid is work, hatched is waiting, the ink line is the critical path</span>
        <span className="end">
          {model.rows.length} of {model.rows.length} {model.rows.length === 1 ? 'call' : 'calls'}
        </span>
      </header>
      <div className="timeline">
        <div className="timeline-axis" aria-hidden="true">
          <div className="timeline-plot">
            {model.ticks.map(({ atUs, label }, index) => (
              <span
                key={atUs}
                className={index % 2 === 1 || atUs > model.endUs * 0.8 ? 'not-phone' : undefined}
                style={{ left: percent(atUs, model.endUs) }}
                hidden={atUs > model.endUs * 0.93}
              >
                {label}
              </span>
            ))}
            <b style={{ left: '100%' }}>{model.endLabel}</b>
          </div>
        </div>
        <div className="timeline-body">
          <Grid model={model} />
          <div
            ref={list}
            role="listbox"
            tabIndex={0}
            aria-label={model.name}
            aria-activedescendant={model.rows.length === 0 ? undefined : `${idPrefix}${selectedIndex}`}
            onKeyDown={move}
          >
            {model.rows.map((row, index) => (
              <Row
                key={row.seq}
                id={`${idPrefix}${index}`}
                row={row}
                segment={model.criticalPath.find((segment) => segment.rowIndex === index) ?? null}
                endUs={model.endUs}
                isSelected={index === selectedIndex}
                onSelect={() => onSelect(index)}
              />
            ))}
          </div>
          <Risers path={model.criticalPath} endUs={model.endUs} />
        </div>
        <InFlightStrip inFlight={model.inFlight} endUs={model.endUs} />
      </div>
      <TimelineLegend marks={model.legend} />
    </section>
  );
}

function targetIndex(key: string, selected: number, last: number): number | null {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(last, selected + 1);
    case 'k':
    case 'ArrowUp':
      return Math.max(0, selected - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function Grid({ model }: { readonly model: TimelineModel }) {
  return (
    <div className="timeline-grid" aria-hidden="true">
      <div className="timeline-plot">
        {model.ticks.map(({ atUs }) => (
          <i key={atUs} style={{ left: percent(atUs, model.endUs) }} />
        ))}
        <i className="end" style={{ left: '100%' }} />
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: TimelineRow;
  readonly segment: CriticalSegment | null;
  readonly endUs: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function Row({ id, row, segment, endUs, isSelected, onSelect }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox, which points here.
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      className={row.isCritical ? 'timeline-row critical' : 'timeline-row'}
      onClick={onSelect}
    >
      <span className="visually-hidden">{row.sentence}</span>
      <div className="timeline-gutter" aria-hidden="true">
        <span className="sequence">{row.seq}</span>
        <ToolSwatch toolId={row.toolId} />
        <bdi className="mono name" title={displayName(row.toolName)}>
          {displayName(row.toolName)}
        </bdi>
        {row.hint === null ? null : <bdi className="hint">{row.hint}</bdi>}
        {row.outcome === 'ok' ? null : <OutcomeGlyph outcome={row.outcome} />}
      </div>
      <div className="timeline-track" aria-hidden="true">
        <div className="timeline-plot">
          <TimelineMarks row={row} segment={segment} endUs={endUs} />
          <Note row={row} endUs={endUs} />
        </div>
      </div>
    </div>
  );
}

// A note needs room beside the marks: to their right, else to their left, else only the call's panel says it.
const MAX_START_FOR_RIGHT = 0.72;
const MIN_START_FOR_LEFT = 0.3;
const NOTE_GAP_PX = 12;

function Note({ row, endUs }: { readonly row: TimelineRow; readonly endUs: number }) {
  if (row.note === null) return null;
  const end = row.endUs / endUs;
  const gap = row.attempts.at(-1)?.isAbandoned ? ABANDONED_TAIL_PX + NOTE_GAP_PX : NOTE_GAP_PX;
  if (end <= MAX_START_FOR_RIGHT) {
    return (
      <span className="timeline-note" style={{ left: `calc(${percent(row.endUs, endUs)} + ${gap}px)`, right: 0 }}>
        {row.note}
      </span>
    );
  }
  const beginUs =
    row.dependencyEndUs > 0
      ? 0
      : Math.min(
          row.endUs,
          ...row.waits.map((wait) => wait.startUs),
          ...row.attempts.map((attempt) => attempt.startUs),
        );
  if (beginUs / endUs < MIN_START_FOR_LEFT) return null;
  return (
    <span className="timeline-note left" style={{ left: 0, right: `calc(${percent(endUs - beginUs, endUs)} + 8px)` }}>
      {row.note}
    </span>
  );
}

function Risers({ path, endUs }: { readonly path: readonly CriticalSegment[]; readonly endUs: number }) {
  return (
    <div className="timeline-risers" aria-hidden="true">
      <div className="timeline-plot">
        {path.map(({ rowIndex, startUs, fromRowIndex }) =>
          fromRowIndex === null ? null : (
            <i
              key={rowIndex}
              style={{
                left: percent(startUs, endUs),
                top: `calc(var(--row-height) * ${Math.min(rowIndex, fromRowIndex) + 1} - 2px)`,
                height: `calc(var(--row-height) * ${Math.abs(rowIndex - fromRowIndex)})`,
              }}
            />
          ),
        )}
      </div>
    </div>
  );
}

'use client';

import { parseAsBoolean, useQueryState } from 'nuqs';
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { formatCount } from '@/lib/format';
import { CriticalStrip } from './critical-strip';
import { shortenIdle } from './idle-gaps';
import { InFlightStrip } from './in-flight-strip';
import { OverviewBrush } from './overview-brush';
import type { TimelineModel } from './prepare-timeline';
import { shownRows } from './shown-rows';
import { TimelineAxis, TimelineGrid } from './timeline-axis';
import { timelineCommand } from './timeline-keys';
import { TimelineLegend } from './timeline-legend';
import { Edges, edgesToDraw, Risers } from './timeline-overlay';
import { TimelineRow } from './timeline-row';
import { TimelineTools } from './timeline-tools';
import { useMountedRows } from './use-mounted-rows';
import { usePointerView } from './use-pointer-view';
import { useRowHeight } from './use-row-height';
import { useTimelineView } from './use-timeline-view';
import { fitView, panView, zoomView } from './view';

interface BatchTimelineProps {
  readonly model: TimelineModel;
  readonly selectedIndex: number;
  readonly onSelect: (index: number) => void;
}

const toggleParser = parseAsBoolean.withDefault(false).withOptions({ history: 'replace', scroll: false });

/** From this many calls on only those in sight are in the page, and a strip shows where one is. */
const MAX_WHOLE_ROWS = 60;

/** The calls of a batch on one time axis. One tab stop; keys move between calls, zoom and pan. */
export function BatchTimeline({ model: whole, selectedIndex, onSelect }: BatchTimelineProps) {
  const idPrefix = useId();
  const [isShort, setIsShort] = useQueryState('shortidle', toggleParser);
  const model = useMemo(() => (isShort ? shortenIdle(whole) : whole), [isShort, whole]);
  const { endUs, path, scale, gaps } = model;
  const { view, change } = useTimelineView(endUs);
  const [isCriticalOnly, setIsCriticalOnly] = useQueryState('critical', toggleParser);
  const [isAllEdges, setIsAllEdges] = useQueryState('edges', toggleParser);
  const [isByStart, setIsByStart] = useQueryState('bystart', toggleParser);
  const [hoveredIndex, setHoveredIndex] = useState<number | null>(null);
  const shown = useMemo(() => shownRows(model, { isCriticalOnly, isByStart }), [model, isCriticalOnly, isByStart]);
  const rowHeightPx = useRowHeight();
  const selectedPosition = shown.positionOf(selectedIndex);
  const isLong = model.rows.length > MAX_WHOLE_ROWS;
  const mounted = useMountedRows({ count: shown.indices.length, rowHeightPx, isLong, selectedPosition });

  const plot = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const pointer = usePointerView({ body, plot, endUs, change });

  // Only after a move by key: scrolling on load or click would take the page away from under the reader.
  const isMovedByKey = useRef(false);
  useEffect(() => {
    if (!isMovedByKey.current || selectedPosition === null) return;
    isMovedByKey.current = false;
    mounted.scrollTo(selectedPosition);
    document.getElementById(`${idPrefix}${selectedIndex}`)?.scrollIntoView({ block: 'nearest' });
  });

  const zoom = (factor: number) => change((now) => zoomView(now, endUs, factor, (now.fromUs + now.toUs) / 2));
  const showAll = () => change(() => fitView(endUs));
  const goTo = (position: number) => {
    const index = shown.indices[Math.max(0, Math.min(shown.indices.length - 1, position))];
    if (index === undefined) return;
    isMovedByKey.current = true;
    onSelect(index);
  };
  const press = (event: KeyboardEvent) => {
    const command = timelineCommand(event);
    if (command === null) return;
    event.preventDefault();
    switch (command.do) {
      case 'move':
        return goTo(selectedPosition === null ? 0 : selectedPosition + command.by);
      case 'go':
        return goTo(command.to === 'first' ? 0 : shown.indices.length - 1);
      case 'zoom':
        return zoom(command.factor);
      case 'pan':
        return change((now) => panView(now, endUs, command.share));
      case 'fit':
        return showAll();
      case 'toggle':
        if (command.what === 'critical') void setIsCriticalOnly(!isCriticalOnly);
        else if (command.what === 'edges') void setIsAllEdges(!isAllEdges);
        else void setIsByStart(!isByStart);
        return;
      default:
        return command satisfies never;
    }
  };

  const segmentByRow = useMemo(
    () => new Map(path.segments.map((segment) => [segment.rowIndex, segment])),
    [path.segments],
  );
  const failed = useMemo(
    () =>
      new Set(
        model.rows.flatMap((row, index) => (row.outcome === 'error' || row.outcome === 'timeout' ? [index] : [])),
      ),
    [model.rows],
  );
  const edges = useMemo(() => {
    const lookedAt = new Set([selectedIndex, ...(hoveredIndex === null ? [] : [hoveredIndex])]);
    const first = mounted.positions[0] ?? 0;
    const last = mounted.positions.at(-1) ?? 0;
    const isMounted = (index: number) => {
      const position = shown.positionOf(index);
      return position !== null && position >= first && position <= last;
    };
    return edgesToDraw(model.edges, { isAll: isAllEdges, lookedAt, failed, isMounted });
  }, [model.edges, selectedIndex, hoveredIndex, isAllEdges, failed, mounted.positions, shown]);
  const hover = useCallback((index: number) => setHoveredIndex(index), []);

  return (
    <section className="panel">
      <header>
        <h2>What ran when, and what waited for what?</h2>
        <span className="sub">solid is work, hatched is waiting, the ink line is the critical path</span>
        <span className="end">
          {formatCount(shown.indices.length)} of {formatCount(model.rows.length)}{' '}
          {model.rows.length === 1 ? 'call' : 'calls'}
        </span>
      </header>
      <TimelineTools
        view={view}
        endUs={endUs}
        onZoom={zoom}
        onFit={showAll}
        toggles={[
          {
            label: 'Critical only',
            shortKey: 'c',
            isOn: isCriticalOnly,
            onChange: (isOn) => void setIsCriticalOnly(isOn),
          },
          { label: 'All edges', shortKey: 'e', isOn: isAllEdges, onChange: (isOn) => void setIsAllEdges(isOn) },
          { label: 'By start', shortKey: 's', isOn: isByStart, onChange: (isOn) => void setIsByStart(isOn) },
        ]}
      />
      <div className={isLong ? 'timeline long' : 'timeline'} ref={mounted.scroller}>
        <div className="timeline-head">
          {isLong ? (
            <OverviewBrush rows={model.rows} endUs={endUs} view={view} onChange={(next) => change(() => next)} />
          ) : null}
          <CriticalStrip stretches={path.stretches} makespan={model.endLabel} view={view} onSelect={onSelect} />
          <TimelineAxis view={view} endUs={endUs} scale={scale} endLabel={model.endLabel} />
        </div>
        <div
          className={pointer.isDragging ? 'timeline-body dragging' : 'timeline-body'}
          ref={body}
          onPointerLeave={() => setHoveredIndex(null)}
          {...pointer.handlers}
        >
          <TimelineGrid view={view} endUs={endUs} scale={scale} shortGaps={isShort ? gaps : []} plot={plot} />
          <div
            className="timeline-rows"
            role="listbox"
            tabIndex={0}
            ref={mounted.list}
            style={{ height: `calc(var(--row-height) * ${shown.indices.length})` }}
            aria-label={model.name}
            aria-activedescendant={selectedPosition === null ? undefined : `${idPrefix}${selectedIndex}`}
            onKeyDown={press}
          >
            {mounted.positions.map((position) => {
              const index = shown.indices[position];
              const row = index === undefined ? undefined : model.rows[index];
              if (index === undefined || row === undefined) return null;
              return (
                <TimelineRow
                  key={row.seq}
                  id={`${idPrefix}${index}`}
                  row={row}
                  index={index}
                  position={position}
                  count={shown.indices.length}
                  segment={segmentByRow.get(index) ?? null}
                  view={view}
                  isSelected={index === selectedIndex}
                  onSelect={onSelect}
                  onHover={hover}
                />
              );
            })}
          </div>
          <Risers segments={path.segments} shown={shown} view={view} />
          <Edges edges={edges} shown={shown} view={view} rowHeightPx={rowHeightPx} />
        </div>
        <div className="timeline-foot">
          <InFlightStrip
            inFlight={model.inFlight}
            endUs={endUs}
            view={view}
            gaps={gaps}
            isShort={isShort}
            onShorten={(isOn) => void setIsShort(isOn)}
          />
          <TimelineAxis view={view} endUs={endUs} scale={scale} endLabel={model.endLabel} />
        </div>
      </div>
      <TimelineLegend marks={model.legend} />
    </section>
  );
}

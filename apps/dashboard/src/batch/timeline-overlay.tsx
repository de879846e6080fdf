import { memo } from 'react';
import type { CriticalSegment } from './prepare-path';
import type { TimelineEdge } from './prepare-timeline';
import type { ShownRows } from './shown-rows';
import { cutToView, placeIn, type TimeView } from './view';

interface RisersProps {
  readonly segments: readonly CriticalSegment[];
  readonly shown: ShownRows;
  readonly view: TimeView;
}

/** Ink from row to row, where the critical path goes over from one call to the next. */
export const Risers = memo(function Risers({ segments, shown, view }: RisersProps) {
  return (
    <div className="timeline-risers" aria-hidden="true">
      <div className="timeline-plot">
        {segments.map(({ rowIndex, startUs, fromRowIndex }) => {
          const to = shown.positionOf(rowIndex);
          const from = fromRowIndex === null ? null : shown.positionOf(fromRowIndex);
          if (to === null || from === null || cutToView(view, startUs, startUs) === null) return null;
          return (
            <i
              key={rowIndex}
              data-mark="riser"
              style={{
                left: placeIn(view, startUs),
                top: `calc(var(--row-height) * ${Math.min(from, to) + 1} - 2px)`,
                height: `calc(var(--row-height) * ${Math.abs(to - from)})`,
              }}
            />
          );
        })}
      </div>
    </div>
  );
});

interface EdgesProps {
  readonly edges: readonly TimelineEdge[];
  readonly shown: ShownRows;
  readonly view: TimeView;
  readonly rowHeightPx: number;
}

/** "Must end before": from the end of a call down or up to the call that waited for it. */
export const Edges = memo(function Edges({ edges, shown, view, rowHeightPx }: EdgesProps) {
  if (edges.length === 0) return null;
  return (
    <div className="timeline-risers" aria-hidden="true">
      <div className="timeline-plot">
        <svg className="timeline-edges" aria-hidden="true" width="100%" height={shown.indices.length * rowHeightPx}>
          <defs>
            <marker
              id="edge-arrow"
              viewBox="0 0 6 6"
              refX="5.5"
              refY="3"
              markerWidth="6"
              markerHeight="6"
              orient="auto"
            >
              <path d="M0 0L6 3L0 6z" fill="var(--muted)" />
            </marker>
          </defs>
          {edges.map(({ fromIndex, toIndex, atUs }) => {
            const from = shown.positionOf(fromIndex);
            const to = shown.positionOf(toIndex);
            if (from === null || to === null || cutToView(view, atUs, atUs) === null) return null;
            const x = placeIn(view, atUs);
            const isDown = to > from;
            return (
              <line
                key={`${fromIndex}-${toIndex}`}
                data-mark="edge"
                x1={x}
                x2={x}
                y1={(from + (isDown ? 1 : 0)) * rowHeightPx - (isDown ? 5 : -5)}
                y2={(to + (isDown ? 0 : 1)) * rowHeightPx + (isDown ? 6 : -6)}
                stroke="var(--muted)"
                strokeWidth="1"
                markerEnd="url(#edge-arrow)"
              />
            );
          })}
        </svg>
      </div>
    </div>
  );
});

// More arrows than this say nothing, and cost every frame.
const MAX_EDGES = 300;

/** The arrows that are worth drawing: of calls looked at and of calls that failed, or all of them near the rows shown. */
export function edgesToDraw(
  edges: readonly TimelineEdge[],
  options: {
    readonly isAll: boolean;
    readonly lookedAt: ReadonlySet<number>;
    readonly failed: ReadonlySet<number>;
    readonly isMounted: (index: number) => boolean;
  },
): readonly TimelineEdge[] {
  const { isAll, lookedAt, failed, isMounted } = options;
  return edges
    .filter(({ fromIndex, toIndex }) => {
      if (lookedAt.has(fromIndex) || lookedAt.has(toIndex)) return true;
      return (isAll || failed.has(fromIndex)) && (isMounted(fromIndex) || isMounted(toIndex));
    })
    .slice(0, MAX_EDGES);
}

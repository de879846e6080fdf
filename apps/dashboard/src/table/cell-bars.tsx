import type { RangeMarks } from './table-model';

/** Solid is the share; what is left of the line is the rest. */
export function ShareBar({ share, text }: { readonly share: number; readonly text: string }) {
  return (
    <span className="share-bar">
      <svg width="100%" height="12" aria-hidden="true">
        <line x1="0" x2="100%" y1="6" y2="6" stroke="var(--line-strong)" />
        <rect height="12" fill="var(--run)" style={{ width: `max(1px, ${percent(share)})` }} />
      </svg>
      <span>{text}</span>
    </span>
  );
}

interface RangeDotProps {
  readonly marks: RangeMarks;
  readonly isClear: boolean;
  readonly text: string;
}

/** A value as a dot in its range, with a line at 0. */
export function RangeDot({ marks: { at, low, high, zero }, isClear, text }: RangeDotProps) {
  return (
    <>
      <svg className="range-dot" width="100%" height="16" aria-hidden="true">
        <line x1={percent(zero)} x2={percent(zero)} y1="1" y2="15" stroke="var(--line-strong)" />
        <rect
          x={percent(low)}
          y="5"
          height="6"
          fill="var(--run)"
          opacity="0.4"
          style={{ width: `max(2px, ${percent(high - low)})` }}
        />
        <circle
          cx={percent(at)}
          cy="8"
          r="4"
          fill={isClear ? 'var(--run)' : 'var(--surface)'}
          stroke="var(--run)"
          strokeWidth="1.5"
        />
      </svg>
      <span className="visually-hidden">{text}</span>
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

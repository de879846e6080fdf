import type { ReactNode } from 'react';
import { CAUSES } from '@/ui/causes';
import type { LegendMark } from './prepare-legend';

const WORDS: Readonly<Record<LegendMark, string>> = {
  run: 'run',
  'tool-slot': 'tool slot wait',
  'global-slot': 'global slot wait',
  'rate-limit': 'rate limit wait',
  circuit: 'open circuit wait',
  host: 'busy machine wait',
  conflict: 'resource wait',
  shared: 'wait for the same call',
  backoff: 'backoff',
  overhead: 'executor overhead',
  dependency: 'dependency wait',
  failed: 'failed attempt',
  timeout: 'timed out',
  abandoned: 'abandoned, still running',
  cancelled: 'cancelled',
  hedge: 'hedge',
  skipped: 'skipped',
  critical: 'critical path',
  edge: 'must end before',
};

/** What the marks of this timeline mean; only those that occur. */
export function TimelineLegend({ marks }: { readonly marks: readonly LegendMark[] }) {
  return (
    <div className="legend mt-[16px]">
      {marks.map((mark) => (
        <span key={mark}>
          <svg width="20" height="14" viewBox="0 0 20 14" aria-hidden="true">
            {drawMark(mark)}
          </svg>
          {WORDS[mark]}
        </span>
      ))}
    </div>
  );
}

function drawMark(mark: LegendMark): ReactNode {
  switch (mark) {
    case 'run':
      return <rect y="1" width="18" height="12" fill="var(--run)" />;
    case 'tool-slot':
    case 'global-slot':
    case 'rate-limit':
    case 'circuit':
    case 'host':
    case 'conflict':
    case 'shared':
    case 'backoff':
      return <rect y="3" width="18" height="8" fill={CAUSES[mark].fill} />;
    case 'dependency':
      return <rect y="4" width="18" height="6" fill="url(#p-dependency)" />;
    case 'overhead':
      return <rect x="8" y="3" width="2" height="8" fill="var(--overhead)" />;
    case 'failed':
      return (
        <>
          <rect y="1" width="18" height="12" fill="var(--run)" opacity="0.72" />
          <rect x="13" y="1" width="5" height="12" fill="var(--status-error)" />
          <path d="M13.8 5l3.4 4m0-4l-3.4 4" fill="none" stroke="var(--surface)" strokeWidth="1.2" />
        </>
      );
    case 'timeout':
      return (
        <>
          <rect y="2" width="16" height="10" fill="var(--run)" opacity="0.72" />
          <rect x="15" width="3" height="14" fill="var(--status-timeout)" />
        </>
      );
    case 'abandoned':
      return <path d="M18 4.5H0.5V9.5H18" fill="none" stroke="var(--status-timeout)" strokeDasharray="3 2" />;
    case 'cancelled':
      return (
        <>
          <rect x="0.5" y="2.5" width="17" height="9" fill="none" stroke="var(--status-cancelled)" />
          <path d="M12 11.5L17.5 2.5" fill="none" stroke="var(--status-cancelled)" strokeWidth="1.5" />
        </>
      );
    case 'skipped':
      return (
        <circle
          cx="9"
          cy="7"
          r="4.7"
          fill="none"
          stroke="var(--status-skipped)"
          strokeWidth="1.5"
          strokeDasharray="2 1.7"
        />
      );
    case 'hedge':
      return (
        <g fill="var(--surface)" stroke="var(--run)" strokeWidth="1.5">
          <rect x="3" y="7.75" width="15" height="5.5" fill="var(--run)" stroke="none" />
          <path d="M3.75 5V13" />
          <circle cx="3.75" cy="3.6" r="2.6" />
        </g>
      );
    case 'edge':
      return <path d="M0 7H13M10 4L14 7L10 10" fill="none" stroke="var(--muted)" />;
    case 'critical':
      return <rect y="6" width="18" height="2.5" fill="var(--critical)" />;
    default:
      return mark satisfies never;
  }
}

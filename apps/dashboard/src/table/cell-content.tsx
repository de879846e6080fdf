import Link from 'next/link';
import { cutEnd, cutMiddle, displayName } from '@/lib/display-name';
import { CAUSES } from '@/ui/causes';
import { OutcomeGlyph } from '@/ui/glyphs';
import { ToolName } from '@/ui/tool-name';
import { RangeDot, ShareBar } from './cell-bars';
import type { StripPart, TableCell } from './table-model';

const MAX_MESSAGE_LENGTH = 160;

/** One cell, drawn. Its text says the same. */
export function CellContent({ cell }: { readonly cell: TableCell }) {
  return (
    <>
      <CellDrawing cell={cell} />
      {cell.phoneNote === null ? null : <span className="phone-only note cell-note">{cell.phoneNote}</span>}
    </>
  );
}

function CellDrawing({ cell }: { readonly cell: TableCell }) {
  const { text, view } = cell;
  switch (view.kind) {
    case 'text':
      return <bdi>{text}</bdi>;
    case 'tool':
      return view.url === null ? (
        <ToolName color={view.color} toolName={view.toolName} />
      ) : (
        <Link className="row-link" href={view.url} prefetch={false}>
          <ToolName color={view.color} toolName={view.toolName} />
        </Link>
      );
    case 'link':
      return (
        <Link
          className={view.isMono ? 'row-link link mono' : 'row-link quiet'}
          href={view.url}
          prefetch={false}
          title={wholeText(cell)}
        >
          <bdi>{text}</bdi>
        </Link>
      );
    case 'code':
      return (
        <bdi className="mono" title={wholeText(cell)}>
          {text}
        </bdi>
      );
    case 'action':
      return (
        <Link className="link" href={view.url} scroll={false} prefetch={false}>
          {text}
        </Link>
      );
    case 'status':
      return (
        <span className="status">
          <OutcomeGlyph outcome={view.status} />
          {text}
        </span>
      );
    case 'failure':
      return (
        <span className="failure-cell">
          <span className="status mono">
            <OutcomeGlyph outcome={view.status} />
            {cutMiddle(displayName(view.code))}
          </span>
          <bdi className="text-muted">{cutEnd(displayName(view.message), MAX_MESSAGE_LENGTH)}</bdi>
        </span>
      );
    case 'share':
      return <Share share={view.share} isHigh={view.isHigh} text={text} />;
    case 'bar':
      return <ShareBar share={view.share} text={text} />;
    case 'range':
      return <RangeDot marks={view.marks} isClear={view.isClear} text={text} />;
    case 'trend':
      return <Trend values={view.values} text={text} />;
    case 'strip':
      return <Strip parts={view.parts} text={text} />;
    default:
      return view satisfies never;
  }
}

/** What was cut. */
function wholeText({ text, value }: TableCell): string | undefined {
  if (typeof value !== 'string') return undefined;
  const whole = displayName(value);
  return whole === text ? undefined : whole;
}

interface ShareProps {
  readonly share: number;
  readonly isHigh: boolean;
  readonly text: string;
}

const SHARE_WIDTH = 64;

function Share({ share, isHigh, text }: ShareProps) {
  return (
    <span className="share">
      <svg width={SHARE_WIDTH} height="8" aria-hidden="true">
        <rect width={SHARE_WIDTH} height="8" fill="var(--hover)" stroke="var(--line)" />
        <rect
          width={Math.max(share > 0 ? 1 : 0, Math.min(1, share) * SHARE_WIDTH)}
          height="8"
          fill={isHigh ? 'var(--wait-rate-limit)' : 'var(--overhead)'}
        />
      </svg>
      <span className={isHigh ? 'font-[600]' : undefined}>{text}</span>
    </span>
  );
}

const TREND_WIDTH = 176;
const TREND_HEIGHT = 24;

/** Straight lines from point to point, broken at gaps; a dot for now, and for a point alone. */
function Trend({ values, text }: { readonly values: readonly (number | null)[]; readonly text: string }) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number) => (values.length < 2 ? 0 : (index / (values.length - 1)) * (TREND_WIDTH - 6) + 3);
  const y = (value: number) => TREND_HEIGHT - 3 - (value / highest) * (TREND_HEIGHT - 6);
  const isAlone = (index: number) => (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const isStart = index === 0 || (values[index - 1] ?? null) === null;
      return `${isStart ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  return (
    <>
      <svg className="trend" width={TREND_WIDTH} height={TREND_HEIGHT} aria-hidden="true">
        <path d={`M0 ${TREND_HEIGHT - 0.5}H${TREND_WIDTH}`} stroke="var(--line)" />
        <path d={path} fill="none" stroke="var(--muted)" strokeWidth="1.2" />
        {values.map((value, index) =>
          value !== null && (index === values.length - 1 || isAlone(index)) ? (
            // Points of a line never move.
            <circle
              key={x(index)}
              cx={x(index)}
              cy={y(value)}
              r={index === values.length - 1 ? 2 : 1.5}
              fill="var(--text)"
            />
          ) : null,
        )}
      </svg>
      <span className="visually-hidden">{text}</span>
    </>
  );
}

/** A whole of one width, its parts in order, in the hatches of the timeline. */
export function Strip({ parts, text }: { readonly parts: readonly StripPart[]; readonly text: string }) {
  let fromShare = 0;
  return (
    <>
      <svg className="cause-strip" width="100%" aria-hidden="true">
        {parts.map((part) => {
          const x = fromShare;
          fromShare += part.share;
          return (
            <rect
              key={x}
              x={`${(x * 100).toFixed(3)}%`}
              width={`${(part.share * 100).toFixed(3)}%`}
              height="100%"
              fill={CAUSES[part.cause].fill}
              data-cause={part.cause}
            />
          );
        })}
      </svg>
      <span className="visually-hidden">{text}</span>
    </>
  );
}

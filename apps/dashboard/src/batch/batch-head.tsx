import Link from 'next/link';
import { cutMiddle, displayName } from '@/lib/display-name';
import { OutcomeGlyph } from '@/ui/glyphs';
import { SentenceText } from '@/ui/sentence-text';
import type { BatchSummary } from './prepare-summary';

interface BatchHeadProps {
  readonly batchId: string;
  readonly summary: BatchSummary;
}

/** Which batch, how its calls ended, when and for whom; and what set its makespan. */
export function BatchHead({ batchId, summary }: BatchHeadProps) {
  return (
    <div className="border-b border-line py-[16px]">
      <div className="flex flex-wrap items-baseline gap-x-[16px] gap-y-[4px]">
        <h1 className="batch-title mono">{displayName(batchId)}</h1>
        {summary.outcomes.map(({ outcome, count }) => (
          <span className="status" key={outcome}>
            <OutcomeGlyph outcome={outcome} />
            {count} {outcome}
          </span>
        ))}
        <span className="text-muted">
          {summary.startedAt}
          {summary.labels.map(({ label, value }) => (
            <span key={label}>
              {' '}
              · {label}{' '}
              {label === 'session' ? (
                <Link className="link mono" href={`/sessions/${encodeURIComponent(value)}`} prefetch={false}>
                  <bdi title={displayName(value)}>{cutMiddle(displayName(value))}</bdi>
                </Link>
              ) : (
                <bdi className="mono text-text" title={displayName(value)}>
                  {cutMiddle(displayName(value))}
                </bdi>
              )}
            </span>
          ))}
        </span>
      </div>
      <p className="mt-[8px] max-w-[90ch] text-lead text-pretty wrap-anywhere">
        <SentenceText sentence={summary.sentence} />
      </p>
    </div>
  );
}

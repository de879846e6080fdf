import Link from 'next/link';
import { attempt, getBottlenecks, getOverview } from '@/data/metrics';
import { cutMiddle, displayName } from '@/lib/display-name';
import type { ResolvedRange } from '@/lib/range';
import { Arrow } from '@/ui/glyphs';
import { PanelProblem } from '@/ui/panel-problem';
import { SentenceText } from '@/ui/sentence-text';
import type { Change } from '@/what-if/change';
import { prepareVerdict } from './prepare-verdict';
import { remedyChange } from './remedy-change';

export const VERDICT_TITLE = 'What to do next';

interface VerdictSectionProps {
  readonly range: ResolvedRange;
  readonly urls: {
    readonly batchesOf: (toolName: string) => string;
    readonly tool: (toolName: string) => string;
    readonly batches: string;
    readonly tryChange: (change: Change) => string;
  };
}

/** The page's answer: one sentence, what it rests on, and the way on. */
export async function VerdictSection({ range, urls }: VerdictSectionProps) {
  const read = await attempt(() => Promise.all([getOverview(range), getBottlenecks(range)]));
  if (!read.ok) return <PanelProblem title={VERDICT_TITLE} problem={read.problem} isPageHead />;
  const { headline, evidence, culprit } = prepareVerdict(...read.value);
  const change = culprit === null ? null : remedyChange(culprit);
  return (
    <section>
      <p className="eyebrow">{VERDICT_TITLE}</p>
      <h1 className="verdict mt-[4px]">
        <SentenceText sentence={headline} />
      </h1>
      <p className="mt-[8px] max-w-[78ch] text-muted">
        {evidence.map((sentence, index) => {
          // Always in the same order.
          const key = index;
          return (
            <span key={key}>
              <SentenceText sentence={sentence} />{' '}
            </span>
          );
        })}
      </p>
      <p className="actions">
        {culprit === null ? (
          <Link className="action" href={urls.batches} prefetch={false}>
            See the batches <Arrow />
          </Link>
        ) : (
          <>
            {change === null ? null : (
              <Link className="button primary" href={urls.tryChange(change)} prefetch={false}>
                Try it without in What if
              </Link>
            )}
            <Link className="action" href={urls.tool(culprit.toolName)} prefetch={false}>
              <span>
                Open <bdi className="mono">{cutMiddle(displayName(culprit.toolName))}</bdi>
              </span>
              <Arrow />
            </Link>
            <Link className="action" href={urls.batchesOf(culprit.toolName)} prefetch={false}>
              See its batches <Arrow />
            </Link>
          </>
        )}
      </p>
    </section>
  );
}

export function VerdictSkeleton() {
  return (
    <section aria-busy="true">
      <p className="eyebrow">{VERDICT_TITLE}</p>
      <h1 className="verdict mt-[4px] text-muted">Reading the batches of this range…</h1>
      <p className="mt-[8px]">
        <span className="skeleton-block w-[min(60ch,80%)]" />
      </p>
    </section>
  );
}

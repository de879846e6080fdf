import { getOverview, getToolLatencies } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { SentenceText } from '@/ui/sentence-text';
import { prepareVerdict } from './prepare-verdict';

/** The page's answer: one sentence, and what it rests on. */
export async function VerdictSection({ range }: { readonly range: ResolvedRange }) {
  const [overview, tools] = await Promise.all([getOverview(range), getToolLatencies(range)]);
  const { headline, evidence } = prepareVerdict(overview, tools.rows);
  return (
    <section>
      <p className="eyebrow">What running in parallel brought</p>
      <h1 className="verdict mt-[4px]">
        <SentenceText sentence={headline} />
      </h1>
      <p className="mt-[8px] max-w-[88ch] text-muted">
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
    </section>
  );
}

export function VerdictSkeleton() {
  return (
    <section aria-busy="true">
      <p className="eyebrow">What running in parallel brought</p>
      <h1 className="verdict mt-[4px] text-muted">Reading the batches of this range…</h1>
      <p className="mt-[8px]">
        <span className="skeleton-block w-[min(60ch,80%)]" />
      </p>
    </section>
  );
}

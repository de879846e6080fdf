import Link from 'next/link';
import { Frame } from '@/shell/frame';
import { Arrow } from '@/ui/glyphs';

interface NotFoundPageProps {
  readonly headline: string;
  readonly advice: string;
}

/** Said plainly, with a way on. */
export function NotFoundPage({ headline, advice }: NotFoundPageProps) {
  return (
    <Frame page="other" bar={<span className="text-muted">Not found</span>} footer={<span>All times UTC</span>}>
      <div className="row waiting">
        <section>
          <p className="eyebrow">404</p>
          <h1 className="verdict mt-[4px]">{headline}</h1>
          <p className="mt-[8px] max-w-[78ch] text-muted">{advice}</p>
          <p className="mt-[12px]">
            <Link className="button primary" href="/">
              Open the overview <Arrow />
            </Link>
          </p>
        </section>
      </div>
    </Frame>
  );
}

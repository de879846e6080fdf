import Link from 'next/link';
import { cutMiddle, displayName } from '@/lib/display-name';
import { Arrow } from '@/ui/glyphs';

interface EmptyToolProps {
  readonly toolName: string;
  readonly toolsUrl: string;
  /** "24 h" */
  readonly length: string;
  /** The same page over the longest preset. */
  readonly monthUrl: string;
}

/** No call of a tool in the range, and where there may be some. */
export function EmptyTool({ toolName, toolsUrl, length, monthUrl }: EmptyToolProps) {
  return (
    <div className="row waiting">
      <section>
        <p className="eyebrow">Nothing in this range</p>
        <h1 className="verdict mt-[4px]">
          No call of <bdi className="mono">{cutMiddle(displayName(toolName))}</bdi> in these {length}.
        </h1>
        <p className="actions">
          <Link className="button primary" href={monthUrl}>
            Show 30&nbsp;d <Arrow />
          </Link>
          <Link className="action" href={toolsUrl}>
            See the tools of this range <Arrow />
          </Link>
        </p>
      </section>
    </div>
  );
}

import type { ToolLatency } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { attempt, getBottlenecks, getLatencySeries, getNewestLimit, getPreviousToolLatencies } from '@/data/metrics';
import { displayName } from '@/lib/display-name';
import { formatCount } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { Figures } from '@/ui/figures';
import { PanelProblem } from '@/ui/panel-problem';
import { SentenceText } from '@/ui/sentence-text';
import { ToolSwatch } from '@/ui/tool-name';
import { prepareToolFigures, prepareToolHead } from './prepare-tool';

interface ToolHeadProps {
  readonly tool: ToolLatency;
  readonly range: ResolvedRange;
  readonly toolsUrl: string;
}

/** Name, rank and the one sentence: is it slow, or is it waiting. */
export async function ToolHeadSection({ tool, range, toolsUrl }: ToolHeadProps) {
  const read = await attempt(() =>
    Promise.all([getLatencySeries(tool.toolName, range), getBottlenecks(range), getNewestLimit(tool.toolName)]),
  );
  if (!read.ok) return <PanelProblem title={displayName(tool.toolName)} problem={read.problem} isPageHead />;
  const [buckets, bottlenecks, limit] = read.value;
  const { rank, sentence } = prepareToolHead(tool, buckets, bottlenecks);
  return (
    <section>
      <ToolTitle tool={tool} toolsUrl={toolsUrl} rank={rank} limit={limit} />
      <p className="lead">
        <SentenceText sentence={sentence} />
      </p>
    </section>
  );
}

interface ToolTitleProps {
  readonly tool: Pick<ToolLatency, 'color' | 'toolName'>;
  readonly toolsUrl: string;
  readonly rank: string | null;
  /** Of its newest batch; null for none of its own. */
  readonly limit: number | null;
}

function ToolTitle({ tool, toolsUrl, rank, limit }: ToolTitleProps) {
  return (
    <>
      <nav aria-label="Breadcrumb">
        <ol className="crumbs note">
          <li>
            <Link href={toolsUrl} prefetch={false}>
              Tools
            </Link>
          </li>
          {rank === null ? null : <li>{rank}</li>}
        </ol>
      </nav>
      <div className="tool-line">
        <h1 className="verdict tool-title">
          <ToolSwatch color={tool.color} />
          <bdi className="mono">{displayName(tool.toolName)}</bdi>
        </h1>
        <span className="text-muted" title="Of its newest batch">
          {limit === null ? (
            'no concurrency limit of its own'
          ) : (
            <>
              concurrency limit <b>{formatCount(limit)}</b>
            </>
          )}
        </span>
      </div>
    </>
  );
}

export async function ToolFigures({ tool, range }: Pick<ToolHeadProps, 'tool' | 'range'>) {
  const read = await attempt(() => getPreviousToolLatencies(range));
  const before = read.ok ? read.value.rows.find(({ toolId }) => toolId === tool.toolId) : undefined;
  return <Figures figures={prepareToolFigures(tool, before ?? null)} />;
}

export const TOOL_FIGURES = ['Calls', 'Failed calls', 'Run p50 / p95', 'Wait p95', 'Cache hits'];

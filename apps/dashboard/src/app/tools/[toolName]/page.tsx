import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { attempt, getStatus, getToolLatencies } from '@/data/metrics';
import { decodeSegment } from '@/lib/decode-segment';
import { cutMiddle, displayName } from '@/lib/display-name';
import { lengthLabel, pickRange } from '@/lib/range';
import { loadRangeParams, rangeUrl, relistedUrl } from '@/lib/search-params';
import { toolColorIndex } from '@/lib/tool-color';
import { toolNameOf, toolPath } from '@/lib/tool-path';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { EmptyDatabasePage } from '@/states/empty-database-page';
import { ProblemPage } from '@/states/problem-page';
import { SLOWEST_TITLE, SlowestPanel, TOOL_FAILURE_TITLE, ToolFailurePanel } from '@/tool/call-panels';
import { EmptyTool } from '@/tool/empty-tool';
import { SPREAD_TITLE, SpreadPanel } from '@/tool/spread-panel';
import { TOOL_FIGURES, ToolFigures, ToolHeadSection } from '@/tool/tool-head';
import {
  LIMITER_TITLE,
  LimiterPanel,
  PERCENTILE_TITLE,
  PercentilePanel,
  WAIT_TITLE,
  WaitPanel,
} from '@/tool/tool-panels';
import { FiguresSkeleton } from '@/ui/figures';
import { PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';

interface PageProps {
  readonly params: Promise<{ readonly toolName: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const segment = decodeSegment((await params).toolName);
  return { title: segment === null ? 'Tool' : cutMiddle(displayName(toolNameOf(segment))) };
}

export default async function ToolPage({ params, searchParams }: PageProps) {
  const segment = decodeSegment((await params).toolName);
  if (segment === null) notFound();
  const toolName = toolNameOf(segment);
  const choice = await loadRangeParams(searchParams);
  const status = await getStatus();
  if (!status.ok) return <ProblemPage problem={status.problem} />;
  if (status.value.batchCount === 0) return <EmptyDatabasePage status={status.value} />;
  const range = pickRange(choice, status.value, Date.now());
  const tools = await attempt(() => getToolLatencies(range));
  if (!tools.ok) return <ProblemPage problem={tools.problem} />;
  const tool = tools.value.rows.find((row) => row.toolName === toolName);
  const toolsUrl = rangeUrl('/tools', choice);
  const frame = {
    page: 'tools' as const,
    isLive: range.endsNow,
    bar: <RangeBar range={range} isCompared />,
    footer: <StatusFooter status={status.value} />,
  };
  if (tool === undefined) {
    const month = relistedUrl(toolPath(toolName), { range: '30d', until: null, from: null, to: null });
    return (
      <Frame {...frame}>
        <EmptyTool toolName={toolName} toolsUrl={toolsUrl} length={lengthLabel(range)} monthUrl={month} />
      </Frame>
    );
  }
  const color = toolColorIndex(tool.toolId);
  const given = { toolName, range, color: color === null ? 'var(--run)' : `var(--tool-${color})` };
  const callUrl = (batchId: string, seq: number) =>
    rangeUrl(`/batches/${encodeURIComponent(batchId)}?call=${seq}`, choice);
  return (
    <Frame {...frame}>
      <div className="row">
        <div>
          <PanelBoundary title="Summary">
            <Suspense fallback={<p className="note">Reading the calls of this range…</p>}>
              <ToolHeadSection tool={tool} range={range} toolsUrl={toolsUrl} />
            </Suspense>
          </PanelBoundary>
        </div>
      </div>
      <PanelBoundary title="Figures">
        <Suspense fallback={<FiguresSkeleton labels={TOOL_FIGURES} />}>
          <ToolFigures tool={tool} range={range} />
        </Suspense>
      </PanelBoundary>
      <div className="row halves">
        <PanelSlot title={PERCENTILE_TITLE} skeleton={{ kind: 'chart' }}>
          <PercentilePanel {...given} />
        </PanelSlot>
        <PanelSlot title={WAIT_TITLE} skeleton={{ kind: 'chart' }}>
          <WaitPanel {...given} />
        </PanelSlot>
      </div>
      <div className="row tool-lower">
        <div className="stack">
          <PanelSlot title={SPREAD_TITLE} skeleton={{ kind: 'chart' }}>
            <SpreadPanel {...given} />
          </PanelSlot>
          <PanelSlot title={LIMITER_TITLE} skeleton={{ kind: 'chart' }}>
            <LimiterPanel {...given} />
          </PanelSlot>
        </div>
        <div className="stack">
          <PanelSlot title={TOOL_FAILURE_TITLE} skeleton={{ kind: 'table', rows: 6 }}>
            <ToolFailurePanel {...given} callUrl={callUrl} callCount={tool.callCount} />
          </PanelSlot>
          <PanelSlot title={SLOWEST_TITLE} skeleton={{ kind: 'table', rows: 8 }}>
            <SlowestPanel {...given} callUrl={callUrl} callCount={tool.callCount} />
          </PanelSlot>
        </div>
      </div>
    </Frame>
  );
}

import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { getStatus } from '@/data/metrics';
import { defaultPreset, resolveRange, withoutPrehistory } from '@/lib/range';
import { batchUrl, loadOverviewParams, overviewUrl } from '@/lib/search-params';
import { BATCH_TITLE, BatchPanel } from '@/overview/batch-panel';
import { FAILURE_TITLE, FailurePanel } from '@/overview/failure-panel';
import { FiguresSection, OverviewFiguresSkeleton } from '@/overview/figures-section';
import { LATENCY_TITLE, LatencyPanel } from '@/overview/latency-panel';
import { OverviewBar } from '@/overview/overview-bar';
import { SPEEDUP_TITLE, SpeedupPanel } from '@/overview/speedup-panel';
import { TOOL_TITLE, ToolPanel } from '@/overview/tool-panel';
import { VerdictSection, VerdictSkeleton } from '@/overview/verdict-section';
import { EmptyDatabasePage } from '@/states/empty-database-page';
import { EmptyRange } from '@/states/empty-range';
import { ProblemPage } from '@/states/problem-page';
import { Frame } from '@/ui/frame';
import { PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';
import { StatusFooter } from '@/ui/status-footer';

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function OverviewPage({ searchParams }: PageProps) {
  const params = await loadOverviewParams(searchParams);
  const read = await getStatus();
  if (!read.ok) return <ProblemPage problem={read.problem} />;
  const status = read.value;
  if (status.batchCount === 0) return <EmptyDatabasePage status={status} />;

  const nowMs = Date.now();
  const preset = params.range ?? defaultPreset(status, nowMs);
  const range = withoutPrehistory(
    resolveRange(preset, params.until ?? nowMs, params.until === null),
    status.firstStartedAtMs,
  );
  const here = { range: params.range, until: params.until, after: params.after, row: params.row, tools: params.tools };
  return (
    <Frame page="overview" bar={<OverviewBar range={range} nowMs={nowMs} />} footer={<StatusFooter status={status} />}>
      <div className="row">
        <div>
          <PanelBoundary title="Summary">
            <Suspense fallback={<VerdictSkeleton />}>
              <EmptyRange range={range} status={status} nowMs={nowMs} otherwise={<VerdictSection range={range} />} />
            </Suspense>
          </PanelBoundary>
        </div>
      </div>
      <PanelBoundary title="Figures">
        <Suspense fallback={<OverviewFiguresSkeleton />}>
          <FiguresSection range={range} />
        </Suspense>
      </PanelBoundary>
      <div className="row grid-cols-2">
        <PanelSlot title={SPEEDUP_TITLE} skeleton={{ kind: 'chart' }}>
          <SpeedupPanel range={range} />
        </PanelSlot>
        <PanelSlot title={FAILURE_TITLE} skeleton={{ kind: 'chart' }}>
          <FailurePanel range={range} />
        </PanelSlot>
      </div>
      <div className="row grid-cols-[minmax(0,1fr)_492px] max-[1279px]:grid-cols-1">
        <PanelSlot title={TOOL_TITLE} skeleton={{ kind: 'table', rows: 8 }}>
          <ToolPanel
            range={range}
            showAll={params.tools === 'all'}
            showAllUrl={overviewUrl('/', { ...here, tools: 'all' })}
          />
        </PanelSlot>
        <PanelSlot title={LATENCY_TITLE} skeleton={{ kind: 'chart' }}>
          <LatencyPanel range={range} />
        </PanelSlot>
      </div>
      <div className="row">
        <PanelSlot title={BATCH_TITLE} skeleton={{ kind: 'table', rows: 12 }}>
          <BatchPanel
            range={range}
            after={params.after}
            firstRow={params.row}
            urls={{
              firstPage: overviewUrl('/', { ...here, after: null, row: null }),
              nextPage: (after, row) => overviewUrl('/', { ...here, after, row }),
              batch: (batchId) =>
                batchUrl(`/batches/${encodeURIComponent(batchId)}`, { range: params.range, until: params.until }),
            }}
          />
        </PanelSlot>
      </div>
    </Frame>
  );
}

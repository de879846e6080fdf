import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { batchListUrl, loadRangeParams, rangeUrl } from '@/lib/search-params';
import { toolPath } from '@/lib/tool-path';
import { CAUSE_TITLE, CausePanel } from '@/overview/cause-panel';
import { FAILURE_TITLE, FailurePanel } from '@/overview/failure-panel';
import { FIGURES_TITLE, FiguresSection, OverviewFiguresSkeleton } from '@/overview/figures-section';
import { LEDGER_TITLE, LedgerPanel } from '@/overview/ledger-panel';
import { REMEDY_TITLE, RemedyPanel } from '@/overview/remedy-panel';
import { SPEEDUP_TITLE, SpeedupPanel } from '@/overview/speedup-panel';
import { TOOL_TITLE, ToolPanel } from '@/overview/tool-panel';
import { VERDICT_TITLE, VerdictSection, VerdictSkeleton } from '@/overview/verdict-section';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { EmptyRange } from '@/states/empty-range';
import { RangePage } from '@/states/range-page';
import { PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';
import type { Change } from '@/what-if/change';
import { whatIfUrl } from '@/what-if/url';

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function OverviewPage({ searchParams }: PageProps) {
  const params = await loadRangeParams(searchParams);
  const toolUrl = (toolName: string) => rangeUrl(toolPath(toolName), params);
  const urls = {
    tool: toolUrl,
    batchesOf: (tool: string) => batchListUrl('/batches', { ...params, tool, order: 'slowest' }),
    batches: rangeUrl('/batches', params),
    tryChange: (change: Change) => whatIfUrl('/what-if', { ...params, change: [change] }),
  };
  return (
    <RangePage page="overview" choice={params}>
      {({ status, range, nowMs }) => (
        <Frame
          page="overview"
          isLive={range.endsNow}
          bar={<RangeBar range={range} isCompared />}
          footer={<StatusFooter status={status} />}
        >
          <div className="row answers">
            <div>
              <PanelBoundary title={VERDICT_TITLE}>
                <Suspense fallback={<VerdictSkeleton />}>
                  <EmptyRange
                    range={range}
                    status={status}
                    nowMs={nowMs}
                    otherwise={<VerdictSection range={range} urls={urls} />}
                  />
                </Suspense>
              </PanelBoundary>
            </div>
            <PanelSlot title={REMEDY_TITLE} skeleton={{ kind: 'table', rows: 4 }}>
              <RemedyPanel range={range} tryUrl={urls.tryChange} />
            </PanelSlot>
          </div>
          <PanelBoundary title={FIGURES_TITLE}>
            <Suspense fallback={<OverviewFiguresSkeleton />}>
              <FiguresSection range={range} />
            </Suspense>
          </PanelBoundary>
          <div className="overview-panels">
            <div className="row answers">
              <PanelSlot title={LEDGER_TITLE} skeleton={{ kind: 'chart' }}>
                <LedgerPanel range={range} toolUrl={toolUrl} />
              </PanelSlot>
              <PanelSlot title={CAUSE_TITLE} skeleton={{ kind: 'chart' }}>
                <CausePanel range={range} />
              </PanelSlot>
            </div>
            <div className="row halves">
              <PanelSlot title={SPEEDUP_TITLE} skeleton={{ kind: 'chart' }}>
                <SpeedupPanel range={range} />
              </PanelSlot>
              <PanelSlot title={FAILURE_TITLE} skeleton={{ kind: 'chart' }}>
                <FailurePanel range={range} />
              </PanelSlot>
            </div>
            <div className="row every-tool">
              <PanelSlot title={TOOL_TITLE} skeleton={{ kind: 'table', rows: 12 }}>
                <ToolPanel range={range} toolUrl={toolUrl} />
              </PanelSlot>
            </div>
          </div>
        </Frame>
      )}
    </RangePage>
  );
}

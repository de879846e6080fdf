import { Suspense } from 'react';
import { attempt, getToolLatencies } from '@/data/metrics';
import { displayName } from '@/lib/display-name';
import { lengthLabel, type RangeChoice, type ResolvedRange } from '@/lib/range';
import { rangeUrl, relistedUrl } from '@/lib/search-params';
import { toolFill } from '@/lib/tool-color';
import { toolPath } from '@/lib/tool-path';
import { FiguresSkeleton } from '@/ui/figures';
import { PanelSkeleton, PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';
import { PanelProblem } from '@/ui/panel-problem';
import { SLOWEST_TITLE, SlowestPanel, TOOL_FAILURE_TITLE, ToolFailurePanel } from './call-panels';
import { EmptyTool } from './empty-tool';
import { SPREAD_TITLE, SpreadPanel } from './spread-panel';
import { TOOL_FIGURES, ToolFigures, ToolHeadSection } from './tool-head';
import { LIMITER_TITLE, LimiterPanel, PERCENTILE_TITLE, PercentilePanel, WAIT_TITLE, WaitPanel } from './tool-panels';

interface ToolSheetProps {
  readonly toolName: string;
  readonly range: ResolvedRange;
  /** What the URL says of the range: links carry it along. */
  readonly choice: RangeChoice;
}

/** Everything of one tool, or that no call of it is in the range. */
export async function ToolSheet({ toolName, range, choice }: ToolSheetProps) {
  const read = await attempt(() => getToolLatencies(range));
  if (!read.ok) {
    return (
      <div className="row">
        <div>
          <h1 className="verdict mono">{displayName(toolName)}</h1>
          <PanelProblem title="Everything of this tool" problem={read.problem} />
        </div>
      </div>
    );
  }
  const tool = read.value.rows.find((row) => row.toolName === toolName);
  const toolsUrl = rangeUrl('/tools', choice);
  if (tool === undefined) {
    const month = relistedUrl(toolPath(toolName), { range: '30d', until: null, from: null, to: null });
    return <EmptyTool toolName={toolName} toolsUrl={toolsUrl} length={lengthLabel(range)} monthUrl={month} />;
  }
  const given = { toolName, range, color: toolFill(tool.color) };
  const callUrl = (batchId: string, seq: number) =>
    rangeUrl(`/batches/${encodeURIComponent(batchId)}?call=${seq}`, choice);
  return (
    <>
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
        <PanelSlot title={SPREAD_TITLE} skeleton={{ kind: 'chart' }}>
          <SpreadPanel {...given} />
        </PanelSlot>
        <PanelSlot title={TOOL_FAILURE_TITLE} skeleton={{ kind: 'table', rows: 6 }}>
          <ToolFailurePanel {...given} callUrl={callUrl} callCount={tool.callCount} />
        </PanelSlot>
      </div>
      <div className="row tool-lower">
        <PanelSlot title={LIMITER_TITLE} skeleton={{ kind: 'chart' }}>
          <LimiterPanel {...given} />
        </PanelSlot>
        <PanelSlot title={SLOWEST_TITLE} skeleton={{ kind: 'table', rows: 8 }}>
          <SlowestPanel {...given} callUrl={callUrl} callCount={tool.callCount} />
        </PanelSlot>
      </div>
    </>
  );
}

/** The same while nothing is known of the tool but its name. */
export function ToolSheetSkeleton({ toolName }: { readonly toolName: string }) {
  return (
    <>
      <div className="row">
        <div aria-busy="true">
          <h1 className="verdict">
            <bdi className="mono">{displayName(toolName)}</bdi>
          </h1>
          <p className="lead text-muted">Reading the calls of this range…</p>
        </div>
      </div>
      <FiguresSkeleton labels={TOOL_FIGURES} />
      <div className="row halves">
        <PanelSkeleton title={PERCENTILE_TITLE} shape={{ kind: 'chart' }} />
        <PanelSkeleton title={WAIT_TITLE} shape={{ kind: 'chart' }} />
      </div>
    </>
  );
}

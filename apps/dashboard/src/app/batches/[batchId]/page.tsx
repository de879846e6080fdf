import '@/batch/batch.css';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { BatchBar } from '@/batch/batch-bar';
import { BatchExplorer } from '@/batch/batch-explorer';
import { BatchHead } from '@/batch/batch-head';
import { prepareCalls } from '@/batch/prepare-calls';
import { prepareAttribution } from '@/batch/prepare-path';
import { prepareSummary } from '@/batch/prepare-summary';
import { prepareTimeline } from '@/batch/prepare-timeline';
import { attempt, getBatch, getStatus } from '@/data/metrics';
import { decodeSegment } from '@/lib/decode-segment';
import { cutMiddle, displayName } from '@/lib/display-name';
import { loadBatchListParams } from '@/lib/search-params';
import { Frame } from '@/shell/frame';
import { StatusFooter } from '@/shell/status-footer';
import { Patient } from '@/states/patient';
import { ProblemPage } from '@/states/problem-page';
import { Figures } from '@/ui/figures';
import { Panel } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';

interface PageProps {
  readonly params: Promise<{ readonly batchId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const batchId = decodeSegment((await params).batchId);
  return { title: batchId === null ? 'Batch' : `Batch ${cutMiddle(displayName(batchId))}` };
}

export default async function BatchPage({ params, searchParams }: PageProps) {
  const batchId = decodeSegment((await params).batchId);
  if (batchId === null) notFound();
  const list = await loadBatchListParams(searchParams);
  return (
    <Patient question={Promise.all([getStatus(), attempt(() => getBatch(batchId))])} page="batches">
      {([status, read]) => {
        if (!status.ok) return <ProblemPage problem={status.problem} />;
        if (!read.ok) return <ProblemPage problem={read.problem} />;
        if (read.value === null) notFound();
        const batch = read.value;
        const timeline = prepareTimeline(batch);
        const summary = prepareSummary(batch, timeline.inFlight);
        return (
          <Frame
            page="batches"
            bar={<BatchBar batch={batch} list={list} />}
            footer={<StatusFooter status={status.value} />}
          >
            <BatchHead batchId={batch.batchId} summary={summary} />
            <Figures figures={summary.figures} />
            {batch.isSampled ? (
              <PanelBoundary title="What ran when, and what waited for what?">
                <BatchExplorer
                  timeline={timeline}
                  attribution={prepareAttribution(batch.path, batch.calls, batch.makespanUs)}
                  calls={prepareCalls(batch)}
                />
              </PanelBoundary>
            ) : (
              <Panel title="What ran when, and what waited for what?">
                <p className="note">
                  Its calls were left out by the recorder’s sampling; the numbers above are of all of them.
                </p>
              </Panel>
            )}
          </Frame>
        );
      }}
    </Patient>
  );
}

import '@/sessions/sessions.css';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { getSession } from '@/data/agent-runs';
import { attempt, getStatus } from '@/data/metrics';
import { decodeSegment } from '@/lib/decode-segment';
import { cutMiddle, displayName } from '@/lib/display-name';
import { loadRangeParams, rangeUrl } from '@/lib/search-params';
import { prepareSession } from '@/sessions/prepare-session';
import { SessionTimeline } from '@/sessions/session-timeline';
import { TurnTable } from '@/sessions/turn-table';
import { Frame } from '@/shell/frame';
import { StatusFooter } from '@/shell/status-footer';
import { Patient } from '@/states/patient';
import { ProblemPage } from '@/states/problem-page';
import { Figures } from '@/ui/figures';
import { PanelBoundary } from '@/ui/panel-boundary';
import { SentenceText } from '@/ui/sentence-text';

interface PageProps {
  readonly params: Promise<{ readonly sessionId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const sessionId = decodeSegment((await params).sessionId);
  return { title: sessionId === null ? 'Session' : `Session ${cutMiddle(displayName(sessionId))}` };
}

export default async function SessionPage({ params, searchParams }: PageProps) {
  const sessionId = decodeSegment((await params).sessionId);
  if (sessionId === null) notFound();
  const range = await loadRangeParams(searchParams);
  const batchUrl = (batchId: string) => rangeUrl(`/batches/${encodeURIComponent(batchId)}`, range);
  return (
    <Patient question={Promise.all([getStatus(), attempt(() => getSession(sessionId))])} page="sessions">
      {([status, read]) => {
        if (!status.ok) return <ProblemPage problem={status.problem} />;
        if (!read.ok) return <ProblemPage problem={read.problem} />;
        if (read.value === null) notFound();
        const model = prepareSession(read.value);
        return (
          <Frame
            page="sessions"
            bar={
              <nav aria-label="Breadcrumb">
                <ol className="crumbs note">
                  <li>
                    <Link href={rangeUrl('/sessions', range)}>Sessions</Link>
                  </li>
                  <li aria-current="page">session of {model.startedAt}</li>
                </ol>
              </nav>
            }
            footer={<StatusFooter status={status.value} />}
          >
            <div className="border-b border-line py-[16px]">
              <div className="flex flex-wrap items-baseline gap-x-[16px] gap-y-[4px]">
                <h1 className="batch-title mono">{displayName(sessionId)}</h1>
                <span className="text-muted">
                  {model.startedAt}
                  {model.agent === null ? null : (
                    <>
                      {' '}
                      · agent <bdi className="mono text-text">{cutMiddle(displayName(model.agent))}</bdi>
                    </>
                  )}
                </span>
              </div>
              <p className="mt-[8px] max-w-[90ch] text-lead text-pretty wrap-anywhere">
                <SentenceText sentence={model.sentence} />
              </p>
            </div>
            <Figures figures={model.figures} />
            <div className="row">
              <PanelBoundary title="Where did the session’s time go?">
                <SessionTimeline axis={model.axis} turns={model.turns} batchUrl={batchUrl} />
              </PanelBoundary>
            </div>
            <div className="row">
              <PanelBoundary title="Every turn">
                <TurnTable turns={read.value.turns} totalCount={read.value.totalCount} batchUrl={batchUrl} />
              </PanelBoundary>
            </div>
          </Frame>
        );
      }}
    </Patient>
  );
}

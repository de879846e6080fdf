import '@/sessions/sessions.css';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { formatCount } from '@/lib/format';
import { rangeUrl } from '@/lib/search-params';
import { SESSIONS_TITLE, SessionList } from '@/sessions/session-list';
import { loadSessionsParams, sessionsUrl } from '@/sessions/url';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { exportUrl } from '@/table/export-params';
import { MAX_EXPORT_ROWS } from '@/table/export-response';
import { PanelSlot } from '@/ui/panel';
import { RefreshButton } from '@/ui/refresh-button';

export const metadata: Metadata = { title: 'Sessions' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function SessionsPage({ searchParams }: PageProps) {
  const params = await loadSessionsParams(searchParams);
  const fileUrl = rangeUrl('/api/export/sessions', params);
  return (
    <RangePage page="sessions" choice={params}>
      {({ status, range }) => (
        <Frame
          page="sessions"
          bar={<RangeBar range={range} end={<RefreshButton label="Refresh" />} />}
          footer={<StatusFooter status={status} />}
        >
          <div className="row">
            <div>
              <PanelSlot title={SESSIONS_TITLE} skeleton={{ kind: 'table', rows: 12 }}>
                <SessionList
                  range={range}
                  after={params.after}
                  urls={{
                    session: (sessionId) => rangeUrl(`/sessions/${encodeURIComponent(sessionId)}`, params),
                    nextPage: (after) => sessionsUrl('/sessions', { ...params, after }),
                    firstPage: sessionsUrl('/sessions', { ...params, after: null }),
                    whole: {
                      csvUrl: exportUrl(fileUrl, { format: 'csv' }),
                      jsonUrl: exportUrl(fileUrl, { format: 'json' }),
                      holds: `all sessions of the range, ${formatCount(MAX_EXPORT_ROWS)} at most`,
                    },
                  }}
                />
              </PanelSlot>
            </div>
          </div>
        </Frame>
      )}
    </RangePage>
  );
}

import '@/health/health.css';
import type { Metadata } from 'next';
import { getStatus } from '@/data/metrics';
import { CHECKS_TITLE, ChecksPanel, RECORDERS_TITLE, RecordersPanel } from '@/health/health-sections';
import { Frame } from '@/shell/frame';
import { StatusFooter } from '@/shell/status-footer';
import { Patient } from '@/states/patient';
import { ProblemPage } from '@/states/problem-page';
import { PanelSlot } from '@/ui/panel';
import { RefreshButton } from '@/ui/refresh-button';

export const metadata: Metadata = { title: 'Health' };
export const dynamic = 'force-dynamic';

export default function HealthPage() {
  return (
    <Patient question={getStatus()} page="health">
      {(read) => {
        if (!read.ok) return <ProblemPage problem={read.problem} />;
        const status = read.value;
        const nowMs = Date.now();
        return (
          <Frame
            page="health"
            bar={
              <>
                <span>Recorder and database, as of now</span>
                <span className="bar-end">
                  <RefreshButton label="Refresh" />
                </span>
              </>
            }
            footer={<StatusFooter status={status} />}
          >
            <div className="row">
              <PanelSlot title={CHECKS_TITLE} skeleton={{ kind: 'table', rows: 6 }}>
                <ChecksPanel status={status} nowMs={nowMs} />
              </PanelSlot>
            </div>
            <div className="row">
              <PanelSlot title={RECORDERS_TITLE} skeleton={{ kind: 'table', rows: 4 }}>
                <RecordersPanel nowMs={nowMs} />
              </PanelSlot>
            </div>
          </Frame>
        );
      }}
    </Patient>
  );
}

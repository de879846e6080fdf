import '@/what-if/what-if.css';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { getPickedWorkload, getWorkload } from '@/data/workload';
import { Frame } from '@/shell/frame';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';
import { distinctChanges } from '@/what-if/change';
import { OutcomeSection, OutcomeSkeleton } from '@/what-if/outcome-section';
import { SETTINGS_TITLE, SettingsPanel } from '@/what-if/settings-panel';
import { SINGLES_TITLE, SinglesPanel } from '@/what-if/singles-panel';
import { loadWhatIfParams } from '@/what-if/url';
import { WhatIfBar } from '@/what-if/what-if-bar';

export const metadata: Metadata = { title: 'What if' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function WhatIfPage({ searchParams }: PageProps) {
  const params = await loadWhatIfParams(searchParams);
  const isPicked = params.batch.length > 0;
  const changes = distinctChanges(params.change);
  return (
    <RangePage page="what-if" choice={params}>
      {({ status, range }) => {
        const workload = isPicked ? getPickedWorkload(JSON.stringify(params.batch)) : getWorkload(range);
        // Each panel waits for it on its own, and says what went wrong on its own.
        workload.catch(() => undefined);
        return (
          <Frame
            page="what-if"
            bar={<WhatIfBar range={range} params={params} changeCount={changes.length} />}
            footer={<StatusFooter status={status} />}
          >
            <div className="row what-if">
              <div className="what-if-settings">
                <PanelSlot title={SETTINGS_TITLE} skeleton={{ kind: 'table', rows: 12 }}>
                  <SettingsPanel workload={workload} changes={changes} isPicked={isPicked} range={range} />
                </PanelSlot>
              </div>
              <div className="what-if-result">
                <PanelBoundary title="Replay">
                  <Suspense fallback={<OutcomeSkeleton />}>
                    <OutcomeSection workload={workload} changes={changes} range={range} isPicked={isPicked} />
                  </Suspense>
                </PanelBoundary>
                <PanelSlot title={SINGLES_TITLE} skeleton={{ kind: 'table', rows: 6 }}>
                  <SinglesPanel workload={workload} changes={changes} params={params} range={range} />
                </PanelSlot>
              </div>
            </div>
          </Frame>
        );
      }}
    </RangePage>
  );
}

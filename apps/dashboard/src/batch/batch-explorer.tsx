'use client';

import { parseAsInteger, useQueryState } from 'nuqs';
import { useCallback } from 'react';
import { AttributionPanel } from './attribution-panel';
import { BatchTimeline } from './batch-timeline';
import { CallPanel } from './call-panel';
import type { CallModel } from './prepare-calls';
import type { AttributionModel } from './prepare-path';
import type { TimelineModel } from './prepare-timeline';

interface BatchExplorerProps {
  readonly timeline: TimelineModel;
  readonly attribution: AttributionModel;
  readonly calls: readonly CallModel[];
}

/** The timeline, and beside it where the time went and the call that is selected. The selection is in the URL. */
export function BatchExplorer({ timeline, attribution, calls }: BatchExplorerProps) {
  const [wanted, setWanted] = useQueryState('call', parseAsInteger.withOptions({ history: 'replace', scroll: false }));
  const asked = calls.findIndex((call) => call.seq === wanted);
  const selectedIndex = asked === -1 ? mostTelling(timeline) : asked;
  const selected = calls[selectedIndex];
  const select = useCallback(
    (index: number) => {
      const call = calls[index];
      if (call !== undefined) void setWanted(call.seq);
    },
    [calls, setWanted],
  );
  return (
    <div className="row grid-cols-[minmax(0,1fr)_348px] max-[1279px]:grid-cols-1">
      <BatchTimeline model={timeline} selectedIndex={selectedIndex} onSelect={select} />
      <div className="batch-side">
        <AttributionPanel attribution={attribution} />
        {selected === undefined ? (
          <section className="panel">
            <p className="note">This batch had no calls.</p>
          </section>
        ) : (
          <CallPanel
            call={selected}
            callCount={calls.length}
            onSelect={(seq) => select(calls.findIndex((call) => call.seq === seq))}
          />
        )}
      </div>
    </div>
  );
}

/** The call to begin with: the first that failed, else the one that ended last, else the first. */
function mostTelling({ rows, endUs }: TimelineModel): number {
  const failed = rows.findIndex((row) => row.outcome !== 'ok');
  if (failed !== -1) return failed;
  const last = rows.findIndex((row) => row.endUs === endUs);
  return Math.max(0, last);
}

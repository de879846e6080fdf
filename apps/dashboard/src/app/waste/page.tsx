import '@/waste/waste.css';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { loadRangeParams, rangeUrl } from '@/lib/search-params';
import { toolPath } from '@/lib/tool-path';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { PanelSlot } from '@/ui/panel';
import { PanelBoundary } from '@/ui/panel-boundary';
import { RefreshButton } from '@/ui/refresh-button';
import {
  KINDS_TITLE,
  KindsPanel,
  TOOLS_TITLE,
  WasteByTool,
  WasteHead,
  WasteHeadSkeleton,
} from '@/waste/waste-sections';

export const metadata: Metadata = { title: 'Waste' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function WastePage({ searchParams }: PageProps) {
  const params = await loadRangeParams(searchParams);
  return (
    <RangePage page="waste" choice={params}>
      {({ status, range }) => (
        <Frame
          page="waste"
          bar={<RangeBar range={range} end={<RefreshButton label="Refresh" />} />}
          footer={<StatusFooter status={status} />}
        >
          <PanelBoundary title="Summary">
            <Suspense fallback={<WasteHeadSkeleton />}>
              <WasteHead range={range} />
            </Suspense>
          </PanelBoundary>
          <div className="row">
            <PanelSlot title={KINDS_TITLE} skeleton={{ kind: 'table', rows: 6 }}>
              <KindsPanel range={range} />
            </PanelSlot>
          </div>
          <div className="row">
            <PanelSlot title={TOOLS_TITLE} skeleton={{ kind: 'table', rows: 10 }}>
              <WasteByTool range={range} toolUrl={(toolName) => rangeUrl(toolPath(toolName), params)} />
            </PanelSlot>
          </div>
        </Frame>
      )}
    </RangePage>
  );
}

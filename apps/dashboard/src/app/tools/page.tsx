import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { loadRangeParams, rangeUrl } from '@/lib/search-params';
import { toolPath } from '@/lib/tool-path';
import { LEDGER_TITLE, LedgerPanel } from '@/overview/ledger-panel';
import { TOOL_TITLE, ToolPanel } from '@/overview/tool-panel';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { PanelSlot } from '@/ui/panel';

export const metadata: Metadata = { title: 'Tools' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function ToolsPage({ searchParams }: PageProps) {
  const params = await loadRangeParams(searchParams);
  const toolUrl = (toolName: string) => rangeUrl(toolPath(toolName), params);
  return (
    <RangePage page="tools" choice={params}>
      {({ status, range }) => (
        <Frame
          page="tools"
          isLive={range.endsNow}
          bar={<RangeBar range={range} />}
          footer={<StatusFooter status={status} />}
        >
          <div className="row list-head">
            <h1 className="verdict">Tools, by the time they hold batches back</h1>
          </div>
          <div className="row">
            <PanelSlot title={LEDGER_TITLE} skeleton={{ kind: 'chart' }}>
              <LedgerPanel range={range} toolUrl={toolUrl} />
            </PanelSlot>
          </div>
          <div className="row">
            <PanelSlot title={TOOL_TITLE} skeleton={{ kind: 'table', rows: 12 }}>
              <ToolPanel range={range} toolUrl={toolUrl} isWhole />
            </PanelSlot>
          </div>
        </Frame>
      )}
    </RangePage>
  );
}

import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { BATCH_TITLE, BatchList } from '@/batches/batch-list';
import { FilterChips, FilterMenu, OrderPicker, SearchField } from '@/batches/filter-bar';
import { filterChips } from '@/batches/prepare-filters';
import { loadBatchListParams } from '@/lib/search-params';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { PanelSlot } from '@/ui/panel';

export const metadata: Metadata = { title: 'Batches' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function BatchesPage({ searchParams }: PageProps) {
  const params = await loadBatchListParams(searchParams);
  const chips = filterChips(params);
  return (
    <RangePage page="batches" choice={params}>
      {({ status, range }) => (
        <Frame
          page="batches"
          isLive={range.endsNow}
          bar={
            <RangeBar range={range} end={<FilterMenu />}>
              <FilterChips chips={chips} />
            </RangeBar>
          }
          footer={<StatusFooter status={status} />}
        >
          <div className="row list-head">
            <div>
              <h1 className="verdict">
                {chips.length === 0 ? 'Batches' : `Batches, ${chips.map(({ text }) => text).join(', ')}`}
              </h1>
              <div className="list-tools">
                <SearchField />
                <OrderPicker order={params.order ?? 'newest'} />
              </div>
            </div>
          </div>
          <div className="row">
            <PanelSlot title={BATCH_TITLE} skeleton={{ kind: 'table', rows: 16 }}>
              <BatchList range={range} params={params} />
            </PanelSlot>
          </div>
        </Frame>
      )}
    </RangePage>
  );
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { Suspense } from 'react';
import { decodeSegment } from '@/lib/decode-segment';
import { cutMiddle, displayName } from '@/lib/display-name';
import { loadRangeParams } from '@/lib/search-params';
import { toolNameOf } from '@/lib/tool-path';
import { Frame } from '@/shell/frame';
import { RangeBar } from '@/shell/range-bar';
import { StatusFooter } from '@/shell/status-footer';
import { RangePage } from '@/states/range-page';
import { ToolSheet, ToolSheetSkeleton } from '@/tool/tool-sheet';
import { PanelBoundary } from '@/ui/panel-boundary';

interface PageProps {
  readonly params: Promise<{ readonly toolName: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const segment = decodeSegment((await params).toolName);
  return { title: segment === null ? 'Tool' : cutMiddle(displayName(toolNameOf(segment))) };
}

export default async function ToolPage({ params, searchParams }: PageProps) {
  const segment = decodeSegment((await params).toolName);
  if (segment === null) notFound();
  const toolName = toolNameOf(segment);
  const choice = await loadRangeParams(searchParams);
  return (
    <RangePage page="tools" choice={choice}>
      {({ status, range }) => (
        <Frame
          page="tools"
          isLive={range.endsNow}
          bar={<RangeBar range={range} isCompared />}
          footer={<StatusFooter status={status} />}
        >
          <PanelBoundary title="Tool">
            <Suspense fallback={<ToolSheetSkeleton toolName={toolName} />}>
              <ToolSheet toolName={toolName} range={range} choice={choice} />
            </Suspense>
          </PanelBoundary>
        </Frame>
      )}
    </RangePage>
  );
}

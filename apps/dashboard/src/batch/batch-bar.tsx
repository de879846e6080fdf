import type { BatchDetail } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { Suspense } from 'react';
import { filterChips } from '@/batches/prepare-filters';
import { attempt } from '@/data/metrics';
import { getNeighbours } from '@/data/neighbours';
import { formatClock, formatCount, formatDate } from '@/lib/format';
import { PRESET_SHAPES } from '@/lib/range';
import { type BatchListParams, batchListUrl } from '@/lib/search-params';
import { whatIfUrl } from '@/what-if/url';

interface BatchBarProps {
  readonly batch: Pick<BatchDetail, 'startedAtMs' | 'batchId' | 'makespanUs'>;
  /** The list one came from, as the URL says it. */
  readonly list: BatchListParams;
}

/** The way back to the list one came from, along it, and on, to other settings. */
export function BatchBar({ batch, list }: BatchBarProps) {
  const { range: preset, until } = list;
  const rangeLabel = preset === null ? null : `${until === null ? 'last ' : ''}${PRESET_SHAPES[preset].label}`;
  return (
    <>
      <nav aria-label="Breadcrumb">
        <ol className="crumbs note">
          <li>
            <Link href={batchListUrl('/batches', { ...list, after: null, row: null })}>Batches</Link>
          </li>
          {[...(rangeLabel === null ? [] : [rangeLabel]), ...filterChips(list).map(({ text }) => text)].map((text) => (
            <li key={text}>{text}</li>
          ))}
          <li aria-current="page">
            batch of {formatDate(batch.startedAtMs)} {formatClock(batch.startedAtMs)} UTC
          </li>
        </ol>
      </nav>
      <Suspense fallback={null}>
        <BesideIt batch={batch} list={list} />
      </Suspense>
      <span className="bar-end">
        <Link className="button" href={whatIfUrl('/what-if', { batch: [batch.batchId] })} prefetch={false}>
          Replay in What if
        </Link>
      </span>
    </>
  );
}

/** Where the batch stands in the list, and the keys to those beside it. */
async function BesideIt({ batch, list }: BatchBarProps) {
  const read = await attempt(() => getNeighbours(batch, list));
  if (!read.ok || read.value === null) return null;
  const { previousId, nextId, totalCount } = read.value;
  const { row } = list;
  return (
    <span className="beside note">
      {row === null || row < 1 ? null : (
        <span>
          {formatCount(row)}
          {totalCount === null || totalCount < row ? null : ` of ${formatCount(totalCount)}`}
        </span>
      )}
      <Beside id={previousId} shortKey="[" words="Previous batch" list={list} row={row === null ? null : row - 1} />
      <Beside id={nextId} shortKey="]" words="Next batch" list={list} row={row === null ? null : row + 1} />
    </span>
  );
}

interface BesideProps {
  readonly id: string | null;
  readonly shortKey: string;
  readonly words: string;
  readonly list: BatchListParams;
  readonly row: number | null;
}

function Beside({ id, shortKey, words, list, row }: BesideProps) {
  if (id === null) return null;
  return (
    <Link
      className="beside-link"
      href={batchListUrl(`/batches/${encodeURIComponent(id)}`, { ...list, after: null, row })}
      aria-keyshortcuts={shortKey}
      title={`${words} of the list, key ${shortKey}`}
      prefetch={false}
    >
      <span aria-hidden="true">
        <kbd>{shortKey}</kbd>
      </span>
      <span className="visually-hidden">{words}</span>
    </Link>
  );
}

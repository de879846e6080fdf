'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { formatClock, formatCount, formatCounted } from '@/lib/format';
import { changeLive, liveState, useLive } from './live-store';

const REFRESH_EVERY_MS = 2000;
const NEWS_EVERY_MS = 10_000;

/**
 * Follows new batches: reads the page again when there are any, at most every two seconds, and not while it is paused or
 * hidden. A click or `p` pauses and resumes.
 */
export function LiveStatus() {
  const router = useRouter();
  const { link, isPaused, waitingCount } = useLive();
  useEffect(() => followBatches(() => router.refresh()), [router]);
  const toggle = () => {
    if (isPaused) router.refresh();
    changeLive({ isPaused: !isPaused, waitingCount: 0 });
  };
  return (
    <button type="button" className="live" aria-keyshortcuts="p" aria-pressed={isPaused} onClick={toggle}>
      <i className={isPaused || link !== 'open' ? 'hollow' : undefined} aria-hidden="true" />
      {labelOf(link, isPaused, waitingCount)}
    </button>
  );
}

function labelOf(link: string, isPaused: boolean, waitingCount: number): string {
  if (isPaused) return waitingCount === 0 ? 'Paused' : `Paused, ${formatCount(waitingCount)} new`;
  if (link === 'lost') return 'Lost';
  return link === 'open' ? 'Live' : 'Connecting';
}

/** @returns What ends it. */
function followBatches(refresh: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const refreshSoon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      if (!liveState().isPaused) refresh();
    }, REFRESH_EVERY_MS);
  };
  const open = () => {
    source ??= connect(refreshSoon);
  };
  const close = () => {
    source?.close();
    source = null;
  };
  // A hidden page costs nothing; once it is seen again it catches up.
  const follow = () => {
    if (document.visibilityState === 'hidden') return close();
    if (source !== null) return;
    open();
    refreshSoon();
  };
  if (document.visibilityState === 'visible') open();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
    if (timer !== null) clearTimeout(timer);
    changeLive({ link: 'connecting', waitingCount: 0, staleSinceMs: null });
  };
}

function connect(refreshSoon: () => void): EventSource {
  const source = new EventSource('/api/live');
  source.onopen = () => changeLive({ link: 'open' });
  source.onerror = () => changeLive({ link: 'lost' });
  source.addEventListener('batches', (event) => {
    const { count } = JSON.parse(event.data) as { readonly count: number };
    tellOf(count);
    const { isPaused, waitingCount } = liveState();
    if (isPaused) changeLive({ waitingCount: waitingCount + count });
    else refreshSoon();
  });
  source.addEventListener('trouble', () => changeLive({ staleSinceMs: Date.now() }));
  source.addEventListener('recovered', () => {
    changeLive({ staleSinceMs: null });
    refreshSoon();
  });
  return source;
}

let untoldCount = 0;

/** Says how many batches came, at most every ten seconds: nobody wants each read out. */
function tellOf(count: number): void {
  if (untoldCount === 0) setTimeout(tell, NEWS_EVERY_MS);
  untoldCount += count;
}

function tell(): void {
  changeLive({ news: formatCounted(untoldCount, 'new batch', 'new batches') });
  untoldCount = 0;
}

/** Says over the page that what it shows is old, while the database cannot be read. It goes by itself. */
export function StaleStrip() {
  const { staleSinceMs, news } = useLive();
  return (
    <div role="status">
      <span className="visually-hidden">{news}</span>
      {staleSinceMs === null ? null : (
        <p className="stale">
          The database cannot be read since {formatClock(staleSinceMs)} UTC. What is shown is from before; this page
          catches up by itself.
        </p>
      )}
    </div>
  );
}

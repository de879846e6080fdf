import type { Browser, Page } from '@playwright/test';
import { expect, test } from './test';

const FRAMES = 180;
const BUDGET_MS = 12;
const MAX_ROUNDS = 4;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

// Playwright's own trace would be measured along.
test.use({ trace: 'off' });

// In CPU time of the page's main thread, from one frame to the next. What else runs on the machine can only add to it, by
// what it leaves of the caches: the best of a few rounds is nearest to what the page itself does.
test('zooms and pans 2,000 calls within 12 ms of main-thread work per frame', async ({ page, showcase, browser }) => {
  await page.goto(`${showcase.url}/batches/${showcase.largeId}`);
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.evaluate(drive, 30);
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS && bestMs > BUDGET_MS; round++) {
    const work = await measureFrames(page, browser);
    const at = (share: number) => work[Math.min(work.length - 1, Math.floor(work.length * share))] ?? 0;
    const summary = `${work.length} frames: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, most ${at(1).toFixed(1)} ms`;
    test.info().annotations.push({ type: 'main-thread work', description: summary });
    console.log(summary);
    expect(work.length).toBeGreaterThan(FRAMES / 3);
    bestMs = Math.min(bestMs, at(0.95));
  }
  expect(bestMs).toBeLessThanOrEqual(BUDGET_MS);
});

/** Main-thread work of each frame, sorted, in ms. */
async function measureFrames(page: Page, browser: Browser): Promise<readonly number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'devtools.timeline.frame'] });
  await page.evaluate(drive, FRAMES);
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  return workPerFrame(trace.traceEvents);
}

/** Turns the wheel once per frame: zooms in over a place, pans along, zooms out. */
async function drive(frames: number): Promise<void> {
  const body = document.querySelector('.timeline-body');
  const plot = document.querySelector('.timeline-grid .timeline-plot')?.getBoundingClientRect();
  if (body === null || plot === undefined) throw new Error('there is no timeline');
  for (let frame = 0; frame < frames; frame++) {
    const phase = frame / frames;
    const isZoom = phase < 0.4 || phase >= 0.8;
    body.dispatchEvent(
      new WheelEvent('wheel', {
        bubbles: true,
        cancelable: true,
        ctrlKey: isZoom,
        clientX: plot.left + plot.width * 0.4,
        deltaX: isZoom ? 0 : 14,
        deltaY: isZoom ? (phase < 0.4 ? -24 : 24) : 0,
      }),
    );
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Sorted, in ms. */
function workPerFrame(events: readonly TraceEvent[]): readonly number[] {
  const frames = events.filter(({ name }) => name === 'Layerize');
  const threads = frames.map(({ pid, tid }) => `${pid} ${tid}`);
  const countOf = (thread: string) => threads.filter((other) => other === thread).length;
  const [thread] = [...new Set(threads)].sort((a, b) => countOf(b) - countOf(a));
  const starts = frames
    .filter(({ pid, tid }) => `${pid} ${tid}` === thread)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && `${pid} ${tid}` === thread && name.endsWith('RunTask'),
  );
  const sums = starts.slice(1).map(() => 0);
  for (const { ts, dur = 0, tdur } of tasks) {
    const frame = starts.findLastIndex((start) => start <= ts + dur / 2);
    if (frame >= 0 && frame < sums.length) sums[frame] = (sums[frame] ?? 0) + (tdur ?? dur) / 1000;
  }
  return sums.sort((a, b) => a - b);
}

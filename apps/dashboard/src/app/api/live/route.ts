import { liveBatches, MAX_LIVE_CLIENTS } from '@/data/live';

export const dynamic = 'force-dynamic';

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3000;

/**
 * Tells a page that there are new batches: `event: batches` with their number, `event: trouble` and `event: recovered`
 * about the database. It says nothing of what is in them: a page asks for what it shows.
 */
export function GET(request: Request): Response {
  const watch = liveBatches();
  if (watch.listenerCount >= MAX_LIVE_CLIENTS) {
    return new Response('Too many live views are open.', { status: 503, headers: { 'retry-after': '30' } });
  }
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let eventId = 0;
        // A client that does not read gets no more than fits: it asks anew for everything once it is told anything.
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
        };
        const tell = (event: string, data: unknown) => {
          eventId += 1;
          send(`id: ${eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        };
        controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
        const unsubscribe = watch.subscribe((news) => {
          if (news.type === 'batches') tell('batches', { count: news.rows.length + news.skippedCount });
          else tell(news.type === 'error' ? 'trouble' : 'recovered', {});
        });
        const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
        end = () => {
          clearInterval(heartbeat);
          unsubscribe();
        };
        request.signal.addEventListener('abort', () => {
          end();
          controller.close();
        });
      },
      cancel() {
        end();
      },
    },
    { highWaterMark: 16 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

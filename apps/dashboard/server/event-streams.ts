import type { IncomingMessage, ServerResponse } from 'node:http';

/** Counts the answers that do not end: live views. */
export interface StreamCap {
  /** Whether this request may be answered; all others than live views may. */
  admit(request: Pick<IncomingMessage, 'headers'>, response: Pick<ServerResponse, 'once'>): boolean;
}

/** Lets in so many live views at once; a browser asks for one with `Accept: text/event-stream`. */
export function createStreamCap(max: number): StreamCap {
  let openCount = 0;
  return {
    admit({ headers }, response) {
      if (!headers.accept?.includes('text/event-stream')) return true;
      if (openCount >= max) return false;
      openCount += 1;
      response.once('close', () => {
        openCount -= 1;
      });
      return true;
    },
  };
}

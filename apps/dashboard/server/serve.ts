import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStreamCap } from './event-streams';
import { type GateOptions, judge, type Verdict } from './gate';
import { plainPage } from './plain-page';
import { securityHeaders } from './security-headers';

/** Answers what the gate lets through. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Options of `serve`. */
export interface ServeOptions extends GateOptions {
  readonly port: number;
  readonly handler: Handler;
  /** Most live views at once. */
  readonly maxEventStreams: number;
  readonly isDevelopment?: boolean;
}

/** A server that listens. */
export interface Served {
  readonly server: Server;
  /** The one it got, when 0 was asked for. */
  readonly port: number;
  /** Ends within moments, whatever is still open. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 75_000;
/** From asking connections to end to ending them; pages only read, so nothing is lost. */
const GRACE_MS = 250;

/**
 * Listens, with the gate in front of the handler.
 *
 * @throws {Error} Node's, with `code` `EADDRINUSE`, `EACCES` or `ENOTFOUND`, when it cannot.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const streams = createStreamCap(options.maxEventStreams);
  const server = createServer((request, response) => {
    const nonce = randomBytes(16).toString('base64');
    const headers = securityHeaders(nonce, options.isDevelopment === true);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const verdict = judge(factsOf(request), options);
    if (verdict.kind !== 'pass') return answer(response, verdict, nonce);
    if (!streams.admit(request, response)) return busy(response);
    // Next takes the nonce for its own scripts from the policy of the request; nobody else may set it.
    request.headers['content-security-policy'] = headers['Content-Security-Policy'];
    options.handler(request, response).catch((error: unknown) => fail(response, error));
  });
  // Longer than proxies and browsers keep theirs: whoever closes first should not be us, just as a request is under way.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Nothing here speaks another protocol.
  if (options.isDevelopment !== true) server.on('upgrade', (_request, socket) => socket.destroy());
  server.listen({ port: options.port, host: options.host });
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function factsOf(request: IncomingMessage) {
  const { method = '', url = '', headers, socket } = request;
  return { method, url, headers, localPort: socket.localPort ?? 0 };
}

function answer(response: ServerResponse, verdict: Exclude<Verdict, { readonly kind: 'pass' }>, nonce: string): void {
  response.setHeader('Cache-Control', 'no-store');
  if (verdict.kind === 'sign-in') {
    response.writeHead(303, { Location: verdict.location, 'Set-Cookie': verdict.cookie }).end();
    return;
  }
  const { status, reason } = verdict;
  if (status === 405) response.setHeader('Allow', 'GET, HEAD');
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  const title = status === 401 ? 'Who is there?' : 'Not answered';
  response
    .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' })
    .end(plainPage(title, reason, nonce, status === 401));
}

function busy(response: ServerResponse): void {
  response
    .writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', 'Retry-After': '10' })
    .end('Too many live views are open.\n');
}

function fail(response: ServerResponse, error: unknown): void {
  console.error(error);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Something broke.\n');
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const ending = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(ending);
}

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from './flags';
import { cookieNameOf, isSameSecret, readCookie, sessionOf, tokenCookie } from './token';

/** What of a request the gate looks at. */
export interface GateRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The port it came in at. */
  readonly localPort: number;
}

/** Whom the gate lets in. */
export interface GateOptions {
  /** What the server listens on. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly token: string | null;
}

/** What becomes of a request. */
export type Verdict =
  | { readonly kind: 'pass' }
  /** The token was right: the browser keeps the cookie and asks again without the token. */
  | { readonly kind: 'sign-in'; readonly location: string; readonly cookie: string }
  | { readonly kind: 'refuse'; readonly status: 400 | 401 | 403 | 405; readonly reason: string };

const PASS: Verdict = { kind: 'pass' };

/**
 * Decides on a request before anything else reads it: a method that only reads, a host that is ours (a foreign page can
 * make its own name lead here, but not change the name it asks for), no foreign page behind it, and the token.
 */
export function judge(request: GateRequest, options: GateOptions): Verdict {
  const { method, url, headers } = request;
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Only GET and HEAD are answered.');
  // `//name` would become another host in a redirect.
  if (!url.startsWith('/') || url.startsWith('//') || url.includes('\\'))
    return refuse(400, 'Not a path of this site.');
  const host = URL.parse(`http://${headers.host}`);
  if (host === null || !isOwnHost(host.hostname, options)) {
    return refuse(403, `This dashboard does not answer as “${headers.host ?? ''}”. Name it with --allowed-host.`);
  }
  if (headers.origin !== undefined && URL.parse(headers.origin)?.host !== host.host) {
    return refuse(403, 'Another site asked for this.');
  }
  if (isEmbeddedElsewhere(headers)) return refuse(403, 'Another site asked for this.');
  return options.token === null ? PASS : judgeToken(request, options.token);
}

function isOwnHost(hostname: string, { host, allowedHosts }: GateOptions): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(name) || name === host.toLowerCase() || allowedHosts.includes(name)) return true;
  // Nobody can make an address lead elsewhere; it takes a name.
  return !isLoopback(host) && isIP(name) !== 0;
}

/** A link from elsewhere may be followed; scripts, pictures and frames of other sites get nothing. */
function isEmbeddedElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

function judgeToken({ url, headers, localPort }: GateRequest, token: string): Verdict {
  const cookieName = cookieNameOf(localPort);
  const target = new URL(url, 'http://localhost');
  const given = target.searchParams.get('token');
  if (given !== null && isSameSecret(given, token)) {
    target.searchParams.delete('token');
    const isSecure = headers['x-forwarded-proto'] === 'https';
    const location = `${target.pathname}${target.search}`;
    return { kind: 'sign-in', location, cookie: tokenCookie(cookieName, sessionOf(token), isSecure) };
  }
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined && isSameSecret(bearer, token)) return PASS;
  const session = readCookie(headers.cookie, cookieName);
  if (session !== null && isSameSecret(session, sessionOf(token))) return PASS;
  return refuse(401, given === null ? 'This dashboard asks for its token.' : 'That is not the token.');
}

function refuse(status: 400 | 401 | 403 | 405, reason: string): Verdict {
  return { kind: 'refuse', status, reason };
}

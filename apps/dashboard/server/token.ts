import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const MAX_AGE_S = 30 * 24 * 3600;

/** Compares without telling by its duration how much of them is alike. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(sha256(given), sha256(secret));
}

/** What the cookie holds: enough to be let in, not the token, which may be used elsewhere too. */
export function sessionOf(token: string): string {
  return createHmac('sha256', token).update('parallel-tools dashboard').digest('base64url');
}

/** Browsers send a cookie to all ports of a host, so that dashboards side by side need names of their own. */
export function cookieNameOf(port: number): string {
  return `parallel-tools-${port}`;
}

/** The value of `Set-Cookie`. Lax, so that a link from a chat finds the reader signed in. */
export function tokenCookie(name: string, session: string, isSecure: boolean): string {
  return `${name}=${session}; Path=/; Max-Age=${MAX_AGE_S}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

/** One cookie of a `Cookie` header; null when it is not there. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name && value !== undefined) return value.trim();
  }
  return null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

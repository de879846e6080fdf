import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type GateOptions, judge } from './gate';
import { sessionOf } from './token';

const TOKEN = 'a-token-of-sixteen';
const LOCAL: GateOptions = { host: '127.0.0.1', allowedHosts: [], token: null };
const SHARED: GateOptions = { host: '0.0.0.0', allowedHosts: ['dash.example'], token: TOKEN };

function ask(options: GateOptions, headers: IncomingHttpHeaders, url = '/', method = 'GET') {
  return judge({ method, url, headers: { host: 'localhost:4000', ...headers }, localPort: 4000 }, options);
}

function statusOf(verdict: ReturnType<typeof judge>): number {
  return verdict.kind === 'refuse' ? verdict.status : 200;
}

describe('the host asked for', () => {
  it.each(['localhost', 'localhost:9000', '127.0.0.1:4000', '[::1]:4000', 'LOCALHOST'])('answers as %s', (host) => {
    expect(statusOf(ask(LOCAL, { host }))).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example@localhost.evil.example',
    '192.168.0.2:4000',
    '',
    'a b',
  ])('does not answer as %j, which a foreign page can make lead here', (host) => {
    expect(statusOf(ask(LOCAL, { host }))).toBe(403);
  });

  it('answers others by address, which nobody can make lead elsewhere, and by the names it was given', () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(statusOf(ask(SHARED, { host: '192.168.0.2:4000', authorization }))).toBe(200);
    expect(statusOf(ask(SHARED, { host: 'dash.example', authorization }))).toBe(200);
    expect(statusOf(ask({ ...SHARED, host: 'Box.example' }, { host: 'box.example', authorization }))).toBe(200);
    expect(statusOf(ask(SHARED, { host: 'evil.example', authorization }))).toBe(403);
  });
});

describe('the page behind a request', () => {
  it.each(['http://localhost:3000', 'http://evil.example', 'null', 'http://127.0.0.1:4000', 'x'])(
    'gets nothing when it is %s',
    (origin) => {
      expect(statusOf(ask(LOCAL, { origin }))).toBe(403);
    },
  );

  it('may be one of ours, through TLS as well', () => {
    expect(statusOf(ask(LOCAL, { origin: 'http://localhost:4000' }))).toBe(200);
    const headers = { host: 'dash.example', origin: 'https://dash.example', authorization: `Bearer ${TOKEN}` };
    expect(statusOf(ask(SHARED, headers))).toBe(200);
  });

  it('may link here, but neither embed nor fetch', () => {
    const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    for (const site of ['cross-site', 'same-site']) {
      expect(statusOf(ask(LOCAL, { ...link, 'sec-fetch-site': site }))).toBe(200);
      expect(statusOf(ask(LOCAL, { ...link, 'sec-fetch-site': site, 'sec-fetch-dest': 'iframe' }))).toBe(403);
      expect(statusOf(ask(LOCAL, { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' }))).toBe(403);
    }
    expect(statusOf(ask(LOCAL, { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }))).toBe(200);
    expect(statusOf(ask(LOCAL, { ...link, 'sec-fetch-site': 'none' }))).toBe(200);
  });
});

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('does not answer %s: nothing here is changed', (method) => {
  expect(statusOf(ask(LOCAL, {}, '/', method))).toBe(405);
});

it.each(['//evil.example', 'http://evil.example/', '*', '/\\evil.example', ''])(
  'answers paths alone, not %j',
  (url) => {
    expect(statusOf(ask(LOCAL, {}, url))).toBe(400);
  },
);

describe('the token', () => {
  it('is asked for, whatever else is right', () => {
    expect(statusOf(ask(SHARED, {}))).toBe(401);
    expect(statusOf(ask(SHARED, { cookie: 'parallel-tools-4000=x; theme=dark' }))).toBe(401);
    expect(statusOf(ask(SHARED, { authorization: 'Bearer x' }))).toBe(401);
    expect(statusOf(ask(SHARED, { authorization: `Basic ${TOKEN}` }))).toBe(401);
    expect(statusOf(ask(SHARED, { cookie: `parallel-tools-4000=${TOKEN}` }))).toBe(401);
    expect(statusOf(ask(SHARED, { cookie: `parallel-tools-4001=${sessionOf(TOKEN)}` }))).toBe(401);
    expect(statusOf(ask(SHARED, {}, `/?token=${TOKEN}x`))).toBe(401);
    expect(statusOf(ask(SHARED, {}, '/?token='))).toBe(401);
  });

  it('goes from the address into a cookie that scripts cannot read', () => {
    expect(ask(SHARED, {}, `/batches?range=7d&token=${TOKEN}&q=%3D`)).toEqual({
      kind: 'sign-in',
      location: '/batches?range=7d&q=%3D',
      cookie: `parallel-tools-4000=${sessionOf(TOKEN)}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    });
    const verdict = ask(SHARED, { 'x-forwarded-proto': 'https' }, `/?token=${TOKEN}`);
    expect(verdict).toMatchObject({ location: '/', cookie: expect.stringMatching(/; Secure$/) });
  });

  it('is remembered by the cookie, and taken from a script as a bearer', () => {
    expect(statusOf(ask(SHARED, { cookie: `theme=dark; parallel-tools-4000=${sessionOf(TOKEN)}` }))).toBe(200);
    expect(statusOf(ask(SHARED, { authorization: `Bearer ${TOKEN}` }))).toBe(200);
  });

  it('is not asked for when there is none', () => {
    expect(statusOf(ask(LOCAL, {}, '/?token=anything'))).toBe(200);
  });
});

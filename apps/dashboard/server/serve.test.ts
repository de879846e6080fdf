import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { type Handler, type Served, type ServeOptions, serve } from './serve';

const running: Served[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});

async function start(handler: Handler, options: Partial<ServeOptions> = {}): Promise<Served> {
  const served = await serve({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    token: null,
    maxEventStreams: 2,
    handler,
    ...options,
  });
  running.push(served);
  return served;
}

/** As `fetch` does not: with any `Host`. */
async function open(served: Served, options: RequestOptions = {}): Promise<IncomingMessage> {
  const asked = httpRequest({ host: '127.0.0.1', port: served.port, agent: false, ...options });
  asked.end();
  const [response] = await once(asked, 'response');
  return response;
}

const hello: Handler = async (_request, response) => {
  response.end('hello');
};

it('hands on what the gate lets through, and nothing else', async () => {
  const seen: (string | undefined)[] = [];
  const served = await start(async (request, response) => {
    seen.push(request.url);
    response.end();
  });
  expect((await open(served, { path: '/ok' })).statusCode).toBe(200);
  expect((await open(served, { path: '/rebound', headers: { host: 'evil.example' } })).statusCode).toBe(403);
  expect((await open(served, { path: '/foreign', headers: { origin: 'http://evil.example' } })).statusCode).toBe(403);
  const post = await open(served, { path: '/post', method: 'POST' });
  expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect(seen).toEqual(['/ok']);
});

it('gives every answer its own nonce, in the policy it tells Next, whatever the client says', async () => {
  const told: (string | undefined)[] = [];
  const served = await start(async (request, response) => {
    told.push(request.headers['content-security-policy'] as string);
    response.end();
  });
  const headers = { 'content-security-policy': "script-src 'nonce-mine'" };
  const policies = [await open(served, { headers }), await open(served)].map((answer) => policyOf(answer.headers));
  expect(told).toEqual(policies);
  expect(policies[0]).not.toBe(policies[1]);
  expect(policies[0]).toMatch(/script-src 'self' 'nonce-[\w+/]{22}==' 'strict-dynamic';/);
  expect(policies[0]).not.toMatch(/script-src[^;]*unsafe/);
  expect(policies[0]?.match(/'unsafe-inline'/g)).toHaveLength(1);
  expect(policies[0]).toContain("style-src-attr 'unsafe-inline'");
});

it('puts the same headers on refusals, whose page runs no script and repeats no markup', async () => {
  const served = await start(hello);
  const answer = await open(served, { headers: { host: '<script>alert(1)</script>' } });
  expect(answer.statusCode).toBe(403);
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  expect(policyOf(answer.headers)).toContain("frame-ancestors 'none'");
  expect(await text(answer)).not.toContain('<script');
});

it('signs in with the token, and asks for it', async () => {
  const served = await start(hello, { token: 'a-token-of-sixteen' });
  const asked = await open(served, { path: '/?range=7d' });
  expect([asked.statusCode, asked.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  const signedIn = await open(served, { path: '/?range=7d&token=a-token-of-sixteen' });
  expect([signedIn.statusCode, signedIn.headers.location]).toEqual([303, '/?range=7d']);
  const cookie = String(signedIn.headers['set-cookie']?.[0]?.split(';')[0]);
  expect((await open(served, { headers: { cookie } })).statusCode).toBe(200);
  expect((await open(served, { headers: { cookie: `${cookie}x` } })).statusCode).toBe(401);
});

it('keeps so many live views open and no more, and counts those that left', async () => {
  const served = await start(async (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
  });
  const headers = { accept: 'text/event-stream' };
  const first = await open(served, { headers });
  await open(served, { headers });
  const third = await open(served, { headers });
  expect([third.statusCode, third.headers['retry-after']]).toEqual([503, '10']);
  expect((await open(served)).statusCode).toBe(200);
  first.destroy();
  await expect.poll(async () => (await open(served, { headers })).statusCode).toBe(200);
});

it('answers a handler that throws with a 500 that tells nothing', async () => {
  const written: unknown[] = [];
  const consoleError = console.error;
  console.error = (line: unknown) => written.push(line);
  try {
    const broken = new Error('secret');
    const served = await start(() => Promise.reject(broken));
    const answer = await open(served);
    expect([answer.statusCode, await text(answer)]).toEqual([500, 'Something broke.\n']);
    expect(written).toEqual([broken]);
  } finally {
    console.error = consoleError;
  }
});

it('speaks no other protocol', async () => {
  const served = await start(hello);
  const socket = connect(served.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  expect(await text(socket)).toBe('');
});

it('ends although a live view, an idle connection and a request that never ends are open', async () => {
  let hasHung: () => void = () => undefined;
  const hung = new Promise<void>((resolve) => {
    hasHung = resolve;
  });
  const served = await start(async (request, response) => {
    if (request.url === '/live') response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    else hasHung();
  });
  const live = await open(served, { path: '/live', headers: { accept: 'text/event-stream' } });
  const idle = connect(served.port, '127.0.0.1');
  const hanging = httpRequest({ host: '127.0.0.1', port: served.port, path: '/hang', agent: false });
  const ends = [once(live, 'error'), once(idle, 'close'), once(hanging, 'error')];
  hanging.end();
  await hung;
  await served.close();
  await Promise.all(ends);
  await expect(open(served)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

function policyOf(headers: IncomingHttpHeaders): string {
  return String(headers['content-security-policy']);
}

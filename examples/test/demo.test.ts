import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchDetail, openMetrics } from '@parallel-tools/metrics/queries';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScriptedModel } from '../src/demo/scripted-model.ts';
import { type Ended, runProgram } from './run.ts';

const DEMO = 'examples/src/demo/main.ts';
const forever = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the demo with --no-serve', () => {
  let ended: Ended;
  let batches: BatchDetail[];

  beforeAll(async () => {
    const url = `file:${join(folder, 'demo.db')}`;
    ended = await runProgram(DEMO, ['--no-serve'], { env: { DATABASE_URL: url } });
    const metrics = await openMetrics({ url });
    const { rows } = await metrics.listBatches(forever, { limit: 100 });
    batches = (await Promise.all(rows.map(({ batchId }) => metrics.getBatch(batchId)))).filter(
      (batch) => batch !== null,
    );
    await metrics.close();
  });

  it('ends with exit code 0 and nothing on stderr', () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('says which model it was, what each batch came to, and where it is recorded', () => {
    expect(ended.stdout).toContain('a scripted stand-in on 127.0.0.1, no language model');
    expect(ended.stdout.match(/^ {2}= \d+ calls?: \d+ ok, \d+ failed · makespan .+ · slowest .+$/gm)).toHaveLength(12);
    expect(ended.stdout).toContain(`Recorded in ${join(folder, 'demo.db')}`);
  });

  it('answers the question from what the tools found, through all three agents alike', () => {
    const answers = ended.stdout.match(/Heaviest dependencies:\n(- .+\n){5}Out of step.+/g);
    expect(answers).toHaveLength(3);
    expect(new Set(answers).size).toBe(1);
    expect(answers?.[0]).toContain('- next: ');
  });

  it('has every turn of every agent in the database as one batch', () => {
    const callCounts = (agent: string) =>
      batches
        .filter(({ labels }) => labels.agent === agent)
        .map(({ callCount }) => callCount)
        .reverse();
    const perTurn = callCounts('openai');
    expect(perTurn).toHaveLength(4);
    expect(perTurn.filter((count) => count >= 8)).toHaveLength(2);
    expect(callCounts('createAgent')).toEqual(perTurn);
    expect(callCounts('StateGraph')).toEqual(perTurn);
  });

  it('has the hanging tool ended by its timeout, and the broken entry retried and failed, once per agent', () => {
    const calls = batches.flatMap((batch) => batch.calls);
    const failed = calls.filter(({ status }) => status !== 'ok');
    expect(failed.map(({ toolName, errorCode }) => `${toolName} ${errorCode}`).sort()).toEqual([
      ...Array(3).fill('ask_mirror TOOL_TIMEOUT'),
      ...Array(3).fill('ask_registry TOOL_FAILED'),
    ]);
    const mirror = batches.flatMap(({ labels, calls }) =>
      calls.filter(({ toolName }) => toolName === 'ask_mirror').map(({ attempts }) => [labels.agent, attempts]),
    );
    // LangChain's own wrapper lets go of a tool when the signal aborts, so to the executor nothing is left running.
    expect(Object.fromEntries(mirror)).toMatchObject({
      openai: [{ outcome: 'timeout', abandoned: true }],
      createAgent: [{ outcome: 'timeout', abandoned: false }],
      StateGraph: [{ outcome: 'timeout', abandoned: false }],
    });
    expect(failed.filter(({ toolName }) => toolName === 'ask_registry').map(({ attempts }) => attempts.length)).toEqual(
      [3, 3, 3],
    );
  });

  it('ran calls within the limits, of the executor and of each tool', () => {
    for (const { calls, maxInFlight, limits } of batches) {
      expect(maxInFlight).toBeLessThanOrEqual(8);
      for (const { toolName, maxConcurrency } of limits.tools) {
        const attempts = calls.filter((call) => call.toolName === toolName).flatMap((call) => call.attempts);
        for (const { startUs } of attempts) {
          const running = attempts.filter((other) => other.startUs <= startUs && startUs < other.endUs);
          expect(running.length).toBeLessThanOrEqual(maxConcurrency);
        }
      }
    }
  });
});

describe('the demo, asked wrongly', () => {
  it.each([
    ['an unknown flag', ['--colour'], /^Unknown option '--colour'; the demo takes --no-serve and --port <number>\.\n$/],
    ['a port that is none', ['--port', 'x'], /^--port must be an integer from 1 to 65535, got "x"\n$/],
    ['a port out of range', ['--port', '70000'], /^--port must be an integer from 1 to 65535, got "70000"\n$/],
  ])('says so in one line for %s, with exit code 2', async (_what, args, line) => {
    const { code, stdout, stderr } = await runProgram(DEMO, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });

  it('says so in one line for a busy port, with exit code 2', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const { code, stdout, stderr } = await runProgram(DEMO, ['--port', String(port)]);
    server.close();
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `Port ${port} is busy; choose another one with --port.\n`,
    });
  });
});

it('runs to its end with a database that cannot be opened, and says so once', async () => {
  const url = `file:${join(folder, 'no such folder', 'demo.db')}`;
  const { code, stdout, stderr } = await runProgram(DEMO, ['--no-serve'], { env: { DATABASE_URL: url } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/12 batches, \d+ calls/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('no such folder');
  expect(stdout).not.toContain('Recorded in');
  expect(stdout).toContain('Recorded: 0 of 12 batches.');
});

it('prints no password of a database URL that it cannot use', async () => {
  // Port 1 is nobody's.
  const env = { DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/metrics' };
  const { code, stdout, stderr } = await runProgram(DEMO, ['--no-serve'], { env });
  expect({ code, leaks: (stdout + stderr).includes('secret') }).toEqual({ code: 0, leaks: false });
  expect(stderr).toContain('Cannot open the database postgresql://127.0.0.1:1/metrics');
});

it('asks the real model where there is a key, and says which', async () => {
  const model = await startScriptedModel();
  const { code, stdout } = await runProgram(DEMO, ['--no-serve'], {
    env: {
      DATABASE_URL: `file:${join(folder, 'keyed.db')}`,
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_MODEL: 'some-model',
    },
  });
  await model.close();
  expect(code).toBe(0);
  expect(stdout).toContain(`Model: some-model at ${model.baseUrl}.`);
  expect(stdout).not.toContain('stand-in');
});

it('ends everything when it is interrupted while tools run', async () => {
  const url = `file:${join(folder, 'interrupted.db')}`;
  let isTold = false;
  const { code, stderr } = await runProgram(DEMO, ['--no-serve'], {
    env: { DATABASE_URL: url },
    onOutput: (stdout, kill) => {
      if (isTold || !stdout.includes('list_workspace_packages')) return;
      isTold = true;
      kill('SIGINT');
    },
  });
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
});

it('serves the dashboard with its batches, and ends it when it is interrupted, a browser still connected', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let page: Promise<string> | undefined;
  let interruptedMs = 0;
  const { code, stdout, stderr } = await runProgram(DEMO, ['--port', String(port)], {
    env: { DATABASE_URL: `file:${join(folder, 'served.db')}` },
    onOutput: (printed, kill) => {
      if (page !== undefined || !printed.includes(`Dashboard: ${url} `)) return;
      page = fetch(url).then((response) => response.text());
      // As browsers do: a connection in store, without a request. `next start` waits for it.
      const connected = once(
        connect(port, '127.0.0.1').on('error', () => undefined),
        'connect',
      );
      Promise.all([page, connected]).finally(() => {
        interruptedMs = performance.now();
        kill('SIGINT');
      });
    },
  });
  expect(performance.now() - interruptedMs).toBeLessThan(30_000);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Recorded in');
  expect(await page).toContain('list_workspace_packages');
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

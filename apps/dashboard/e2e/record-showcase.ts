import { createExecutor, defineTool, type ToolCall } from '@parallel-tools/executor';
import { createManualClock, type ManualClock } from '@parallel-tools/executor/testing';
import { createRecorder } from '@parallel-tools/metrics';

/** Ids of what `recordShowcase` recorded. */
export interface Showcase {
  /** 24 calls in which everything happens: rate limit, retry, hedge, timeout, edges, skip. */
  readonly reviewId: string;
  /** 2,000 calls. */
  readonly largeId: string;
  readonly sessionId: string;
}

interface RunPlan {
  /** Run time of each attempt, in ms; a negative one throws when it is over, 0 never ends. */
  readonly runs: readonly number[];
}

const SESSION_ID = 'churn-review-4';
const MINUTE_MS = 60_000;

/** A session as an agent leaves it, ending at `endMs`: turns of one call, a review of 24, and one turn of 2,000. */
export async function recordShowcase(databaseUrl: string, endMs: number): Promise<Showcase> {
  const clock = createManualClock(endMs - 9 * MINUTE_MS);
  const recorder = createRecorder({ url: databaseUrl, capture: 'full' });
  const executor = createExecutor({
    tools: showcaseTools(clock),
    maxConcurrency: 6,
    references: true,
    recorder,
    clock,
    random: () => 0.5,
  });
  const labels = { agent: 'researcher', sessionId: SESSION_ID };
  const run = async (calls: readonly ToolCall[], options = {}) =>
    (await clock.runUntil(executor.execute(calls, { labels, ...options }))).batchId;

  await run([call(1, 'query_warehouse', [1900], { table: 'accounts_q3' })]);
  await clock.advance(2400);
  await run([call(1, 'search_tickets', [400], { tag: 'churn' })]);
  await clock.advance(3100);
  const reviewId = await run(reviewCalls());
  await clock.advance(5200);
  await run(
    Array.from({ length: 5 }, (_, index) =>
      call(index + 1, 'fetch_page', [300 + 90 * index], { url: `/doc/${index}` }),
    ),
  );
  await clock.advance(1200);
  const largeId = await run(
    Array.from({ length: 2000 }, (_, index) => largeCall(index)),
    { labels: { agent: 'auditor', sessionId: 'nightly-audit' } },
  );
  await executor.close();
  await recorder.close();
  return { reviewId, largeId, sessionId: SESSION_ID };
}

function showcaseTools(clock: ManualClock) {
  const tool = (name: string, policies: object = {}) =>
    defineTool({
      name,
      effects: 'read',
      ...policies,
      execute: async (args, { attempt, signal }) => {
        const { runs } = args as unknown as RunPlan;
        const runMs = runs[attempt - 1] ?? runs.at(-1) ?? 0;
        if (runMs === 0) return new Promise(() => undefined);
        await clock.sleep(Math.abs(runMs), signal);
        if (runMs < 0) throw new Error(runMs === -361 ? '429 Too Many Requests' : 'relation does not exist');
        return { ok: true, ranMs: runMs };
      },
    });
  return [
    tool('web_search', {
      rateLimit: { maxStarts: 1, intervalMs: 500 },
      retry: { maxRetries: 1, initialDelayMs: 500 },
    }),
    tool('fetch_page', { maxConcurrency: 3, timeoutMs: 2000, retry: { maxRetries: 1, initialDelayMs: 250 } }),
    tool('query_warehouse', { maxConcurrency: 1 }),
    tool('search_tickets'),
    tool('get_metrics', { hedge: { afterMs: 400 }, priority: 1 }),
    tool('tail_logs'),
    tool('translate'),
    tool('run_python'),
    tool('create_ticket'),
    tool('summarise'),
  ];
}

function reviewCalls(): readonly ToolCall[] {
  const searches = ['churn enterprise', 'churn SMB Q3', 'pricing change', 'competitor outage', 'status page incidents'];
  const more = ['contract renewal', 'support backlog', 'analyst note churn'];
  return [
    ...[...searches, ...more].map((query, index) =>
      call(index + 1, 'web_search', index === 4 ? [-361, 468] : [340 + 40 * index], { query }),
    ),
    call(9, 'fetch_page', [860], { url: ref(1) }),
    call(10, 'fetch_page', [1150], { url: ref(2) }),
    call(11, 'get_metrics', [1250, 440], { metric: 'nps', days: 90, from: ref(2) }),
    call(12, 'fetch_page', [0, 720], { url: ref(4) }),
    call(13, 'fetch_page', [1460], { url: ref(7) }),
    call(14, 'fetch_page', [855], { url: ref(5) }),
    call(15, 'fetch_page', [1180], { url: ref(8) }),
    call(16, 'query_warehouse', [1930], { table: 'accounts_q3' }),
    call(17, 'query_warehouse', [850], { table: 'tickets_q3' }),
    call(18, 'query_warehouse', [-1250], { table: 'renewals_by_segment' }),
    call(19, 'search_tickets', [210], { tag: 'churn' }),
    call(20, 'get_metrics', [120], { metric: 'nps 90 d' }),
    call(21, 'tail_logs', [560], { service: 'billing-api' }),
    call(22, 'translate', [80], { text: 'notes, de to en' }),
    { ...call(23, 'run_python', [1550], { script: 'fit_churn_model' }), dependsOn: ['call_14', 'call_16'] },
    { ...call(24, 'create_ticket', [300], { title: 'renewal risk' }), dependsOn: ['call_18'] },
  ];
}

const LARGE_TOOLS = [
  'search_tickets',
  'tail_logs',
  'translate',
  'summarise',
  'get_metrics',
  'query_warehouse',
] as const;

/** Fixed, but without a pattern that the eye finds. */
function largeCall(index: number): ToolCall {
  const name = LARGE_TOOLS[(index * 7 + Math.floor(index / 13)) % (index % 50 === 0 ? 6 : 4)] ?? 'summarise';
  const runMs = 20 + ((index * 7919) % 181);
  const before = index > 40 && index % 17 === 0 ? { dependsOn: [`call_${index - 30}`] } : {};
  return { ...call(index + 1, name, [index % 97 === 5 ? -runMs : runMs], { item: index }), ...before };
}

function ref(seq: number) {
  return { $ref: `call_${seq}`, path: '/ranMs' };
}

function call(seq: number, name: string, runs: RunPlan['runs'], args: object): ToolCall {
  return { id: `call_${seq}`, name, args: { ...args, runs } };
}

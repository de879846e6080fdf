import fc from 'fast-check';
import { type BatchRecord, createExecutor, type Tool, type ToolCall } from '../src/index.js';
import type { Resource } from '../src/plan/resource.js';
import { createManualClock, type ManualClock } from '../src/testing/index.js';

/** What a live executor is to do on a manual clock. */
export interface Scenario {
  readonly maxConcurrency: number;
  readonly batchLimit: number | null;
  /** Of batches that are not open. */
  readonly chunkSize: number | null;
  /** Of `tool 0` and `tool 1`. */
  readonly toolLimits: readonly (number | null)[];
  readonly parallel: boolean;
  readonly onError: 'continue' | 'fail-fast';
  readonly isOpen: boolean;
  readonly calls: readonly ScenarioCall[];
  /** What comes from outside; null in scenarios whose moments may coincide. */
  readonly outside: { readonly abortAtMs: number | null; readonly deadlineMs: number | null } | null;
}

interface ScenarioCall {
  /** `tool 2` retries, `tool 3` is exclusive, `tool 4` needs all calls of `tool 0`, `tool 5` checks its arguments later. */
  readonly tool: number;
  readonly runsMs: readonly number[];
  readonly failures: number;
  readonly hangs: boolean;
  readonly estimateMs: number;
  readonly priority: number;
  readonly dependsOn: readonly number[];
  readonly resources: readonly Resource[];
  readonly hasBadArgs: boolean;
  /** In open batches: when it is added, and what happens to it then. */
  readonly addAtMs: number;
  readonly releaseAfterMs: number | null;
  readonly discardAfterMs: number | null;
}

const option = <T>(value: fc.Arbitrary<T>, freq = 3) => fc.option(value, { nil: null, freq });
const usuallyNot = fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0);

/**
 * @param ms - Times of runs.
 * @param laterMs - Times of what callers do; in `calm` scenarios there is nothing of it but adding.
 */
function scenarios(ms: fc.Arbitrary<number>, laterMs: fc.Arbitrary<number>, isCalm: boolean): fc.Arbitrary<Scenario> {
  const unlessCalm = <T>(value: fc.Arbitrary<T>, calm: T) => (isCalm ? fc.constant(calm) : value);
  const resource = fc.record<Resource>({
    key: fc.constantFrom('a', 'b'),
    access: fc.constantFrom('read', 'write'),
  });
  const call = fc.record<ScenarioCall>({
    // Which check of arguments ends first of those that end at one moment, no record says.
    tool: fc.nat(isCalm ? 4 : 5),
    runsMs: fc.array(ms, { minLength: 3, maxLength: 3 }),
    failures: fc.constantFrom(0, 0, 1, 2, 3),
    hangs: unlessCalm(usuallyNot, false),
    estimateMs: fc.nat(20),
    priority: fc.integer({ min: -1, max: 1 }),
    dependsOn: fc.oneof(fc.constant([]), fc.array(fc.nat(), { maxLength: 2 })),
    resources: fc.oneof(fc.constant([]), fc.array(resource, { maxLength: 2 })),
    hasBadArgs: usuallyNot,
    addAtMs: laterMs,
    releaseAfterMs: unlessCalm(option(laterMs), null),
    discardAfterMs: unlessCalm(option(laterMs, 8), null),
  });
  return fc.record<Scenario>({
    maxConcurrency: fc.integer({ min: 1, max: 4 }),
    batchLimit: option(fc.integer({ min: 1, max: 4 })),
    chunkSize: option(fc.integer({ min: 1, max: 6 })),
    toolLimits: fc.array(option(fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 2 }),
    parallel: fc.constantFrom(true, true, true, false),
    onError: unlessCalm(fc.constantFrom('continue', 'continue', 'fail-fast'), 'continue'),
    isOpen: fc.boolean(),
    calls: fc.array(call, { maxLength: 25 }),
    outside: unlessCalm(fc.record({ abortAtMs: option(laterMs, 4), deadlineMs: option(laterMs, 4) }), null),
  });
}

/** Of whole milliseconds, so that much happens at one moment; nothing is ended from outside. */
export const calmScenarios = scenarios(fc.nat(6), fc.constantFrom(0, 0, 0, 7, 12, 30), true);

/** Everything happens, no two things at one moment but those that follow from each other. */
export const stormyScenarios = scenarios(
  fc.noBias(fc.integer({ min: 1_000, max: 60_000 })).map((us) => us / 1000),
  fc.noBias(fc.integer({ min: 1, max: 200_000 })).map((us) => us / 1000),
  false,
);

/** Of `tool 1`, which may hang; no sum of other times hits it. */
const TIMEOUT_MS = 50.000_5;

/** Runs a scenario on the live executor. */
export async function runLive(scenario: Scenario, changes: Partial<Scenario> = {}): Promise<BatchRecord> {
  const given = { ...scenario, ...changes };
  const clock = createManualClock();
  const executor = createExecutor({
    tools: toolsOf(given, clock),
    maxConcurrency: given.maxConcurrency,
    parallel: given.parallel,
    onError: given.onError,
    estimateMs: ({ id }) => callOf(given, id).estimateMs,
    clock,
    random: () => 0.5,
  });
  const controller = new AbortController();
  const { abortAtMs = null, deadlineMs = null } = given.outside ?? {};
  if (abortAtMs !== null) clock.setTimer(abortAtMs, () => controller.abort());
  const options = {
    signal: controller.signal,
    ...(given.batchLimit === null ? {} : { maxConcurrency: given.batchLimit }),
    ...(deadlineMs === null ? {} : { deadlineMs }),
  };
  const calls = toolCallsOf(given);
  if (!given.isOpen) {
    const chunkSize = given.chunkSize ?? undefined;
    return (await clock.runUntil(executor.execute(calls, { ...options, chunkSize }))).record;
  }
  const batch = executor.open(options);
  const ids = new Set<string>();
  const add = (index: number) => {
    const { releaseAfterMs, discardAfterMs } = given.calls[index]!;
    const call = calls[index]!;
    const dependsOn = call.dependsOn?.filter((id) => ids.has(id));
    ids.add(call.id);
    const pending = batch.add({ ...call, dependsOn }, { hold: releaseAfterMs !== null });
    if (releaseAfterMs !== null) clock.setTimer(releaseAfterMs, () => pending.release());
    if (discardAfterMs !== null) clock.setTimer(discardAfterMs, () => pending.discard());
    if (ids.size === calls.length) batch.seal();
  };
  // Calls of one moment are added in one go, as those of one chunk of a stream are.
  const moments = Map.groupBy(calls.keys(), (index) => given.calls[index]!.addAtMs);
  for (const [addAtMs, indices] of moments) {
    if (addAtMs === 0) indices.forEach(add);
    else clock.setTimer(addAtMs, () => indices.forEach(add));
  }
  if (calls.length === 0) batch.seal();
  return (await clock.runUntil(batch.result)).record;
}

function toolsOf({ toolLimits }: Scenario, clock: ManualClock): Tool[] {
  const later = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: async (value: unknown) => {
        await clock.sleep(4.25);
        return { value };
      },
    },
  };
  return [0, 1, 2, 3, 4, 5].map((index): Tool => {
    const limit = toolLimits[index] ?? null;
    return {
      name: `tool ${index}`,
      input: index === 5 ? later : { jsonSchema: { type: 'object', required: ['runsMs'] } },
      ...(limit === null ? {} : { maxConcurrency: limit }),
      ...(index === 1 ? { timeoutMs: TIMEOUT_MS } : {}),
      ...(index === 2 ? { effects: 'read', retry: { maxRetries: 2, initialDelayMs: 4 } } : {}),
      ...(index === 3 ? { exclusive: true } : {}),
      ...(index === 4 ? { dependsOn: ['tool 0'] } : {}),
      resources: (args) => (args as ScenarioCall).resources,
      execute: async (args, { signal, attempt }) => {
        const { runsMs, failures, hangs } = args as Partial<ScenarioCall>;
        const runMs = runsMs?.[attempt - 1] ?? 0;
        if (hangs && index === 1) await clock.sleep(10_000, signal);
        else if (runMs > 0) await clock.sleep(runMs, signal);
        if (attempt <= (failures ?? 0)) throw new Error(`attempt ${attempt}`);
      },
    };
  });
}

function toolCallsOf({ calls }: Scenario): ToolCall[] {
  return calls.map((call, index) => {
    const { tool, priority, dependsOn, hasBadArgs, runsMs, failures, hangs, resources } = call;
    const before = index === 0 ? [] : dependsOn.map((position) => `c${position % index}`);
    const args = { runsMs, failures, hangs, resources };
    return {
      id: `c${index}`,
      name: `tool ${tool}`,
      args: hasBadArgs && tool !== 5 ? {} : args,
      priority,
      dependsOn: before,
    };
  });
}

function callOf({ calls }: Scenario, id: string): ScenarioCall {
  return calls[Number(id.slice(1))]!;
}

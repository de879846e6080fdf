import { check, checkConcurrency } from '../check.js';
import { type Attribution, attribute } from '../observe/attribution.js';
import { batchRecord } from '../observe/batch-record.js';
import { batchStats } from '../observe/batch-stats.js';
import { runUs } from '../observe/batch-totals.js';
import type { BatchRecord, BatchStats, LimitsRecord } from '../types.js';
import { batchScript, type DurationUs } from './call-script.js';
import { VirtualRun } from './virtual-run.js';

/** What shall be different from the record; what is not given is as recorded. */
export interface SimulateOptions {
  /**
   * Most calls of the batch that may run at the same time. A positive integer; `null` or `Infinity` for no limit. Given for
   * a batch that ran one call at a time (`parallel: false`), it also makes it parallel.
   * @defaultValue the record's
   */
  readonly maxConcurrency?: number | null | undefined;
  /**
   * Limits of single tools, which must have calls in the batch; tools that are not named keep theirs.
   * @defaultValue the record's
   */
  readonly tools?: readonly SimulatedToolLimit[] | undefined;
  /**
   * Run time of an attempt, in µs: a number ≥ 0, rounded. Called once for each attempt of the record. The order of calls
   * stays that of the paths and priorities in the record, which were estimates from before.
   * @defaultValue as recorded
   */
  readonly durationUs?: DurationUs | undefined;
}

/** The limit of one tool. */
export interface SimulatedToolLimit {
  readonly toolName: string;
  /** A positive integer; `null` or `Infinity` for no limit. */
  readonly maxConcurrency: number | null;
}

/** How a batch would have gone. */
export interface Simulation {
  /** Batch submitted → last call ended, in integer µs. */
  readonly makespanUs: number;
  /** Run time ÷ (makespan × concurrency limit), 0 to 1; null without a limit and for a batch that takes no time. */
  readonly utilisation: number | null;
  /** The same for each tool with a limit of its own. */
  readonly tools: readonly {
    readonly toolName: string;
    readonly maxConcurrency: number;
    readonly utilisation: number | null;
  }[];
  /** As a live run under these conditions would leave it. */
  readonly record: BatchRecord;
  /** Of that record: waits by cause, attribution of the makespan, speedup. */
  readonly stats: BatchStats;
}

/**
 * Predicts how a recorded batch goes under other limits or with other run times: its calls run again, in virtual time,
 * under the scheduler that live calls run under. Without changes it reproduces a record that was made on a manual clock:
 * every start, end and wait, to the µs. Of what happens at one moment a record does not say what came first: here it is what
 * callers do, and then runs and backoffs end in the order in which they began, as their timers would.
 *
 * Taken from the record, whatever the limits: edges, priorities and paths; when calls were added or released; how long each
 * attempt ran and how it ended; backoffs; how long the check of arguments held a call back; how long it waited for other
 * batches and for what abandoned attempts kept. An abort, a deadline or a discard comes when it came; a failure that ends
 * the batch (`fail-fast`) comes when that call fails now.
 *
 * So it assumes that run times do not depend on how many calls run, that nothing outside the executor (a server's rate
 * limit, say) answers to that number, that the batch has the executor for itself, and that the executor's own work takes
 * no time. A call that was cut short ends after what it is known to have run; one that never ran takes no time once it gets
 * a slot. An attempt keeps its slot from start to end, also where it waited for calls of its own.
 *
 * @returns In O((calls + attempts) log calls + edges). The predicted record has the ids and labels of the one given.
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value: a limit out of range, a tool without calls in the batch
 *   or named twice, a run time that is none, a record of another version.
 * @example
 * const { record } = await executor.execute(calls);
 * simulate(record, { maxConcurrency: 20 }).makespanUs; // what the batch would have taken with 20 slots
 */
export function simulate(record: BatchRecord, options: SimulateOptions = {}): Simulation {
  checkRecord(record);
  check(typeof options === 'object' && options !== null, 'options', 'must be an object', options);
  const { durationUs = null } = options;
  check(durationUs === null || typeof durationUs === 'function', 'durationUs', 'must be a function', durationUs);
  const isSequential = record.parallel === false && options.maxConcurrency === undefined;
  const limits = limitsOf(record, options);
  const run = new VirtualRun(batchScript(record, durationUs), {
    maxConcurrency: limits.maxConcurrency ?? Number.POSITIVE_INFINITY,
    toolLimits: new Map(limits.tools.map(({ toolName, maxConcurrency }) => [toolName, maxConcurrency])),
    isSequential,
    failsFast: record.onError === 'fail-fast',
    isOpen: record.open ?? record.calls.some(({ availableUs }) => availableUs > 0),
  });
  run.run();
  const { version: _, totals: __, outcome, ...facts } = record;
  const calls = run.calls.map((call) => call.record());
  const attribution = attribute(calls, record.edges);
  const parallel = record.parallel === undefined ? {} : { parallel: !isSequential };
  const wasCancelled = run.wasCut || outcome === 'cancelled';
  return summarize(batchRecord({ ...facts, ...parallel, wasCancelled, limits, calls }, attribution), attribution);
}

function summarize(record: BatchRecord, { parts }: Attribution): Simulation {
  const { limits, totals, calls } = record;
  const { makespanUs, sequentialUs } = totals;
  const workUs = new Map(limits.tools.map(({ toolName }) => [toolName, 0]));
  for (const call of calls) {
    const soFarUs = workUs.get(call.toolName);
    if (soFarUs !== undefined) workUs.set(call.toolName, soFarUs + runUs(call));
  }
  return {
    makespanUs,
    utilisation: utilisationOf(sequentialUs, makespanUs, limits.maxConcurrency),
    tools: limits.tools.map(({ toolName, maxConcurrency }) => {
      return {
        toolName,
        maxConcurrency,
        utilisation: utilisationOf(workUs.get(toolName) ?? 0, makespanUs, maxConcurrency),
      };
    }),
    record,
    stats: batchStats(record, parts),
  };
}

function utilisationOf(workUs: number, makespanUs: number, maxConcurrency: number | null): number | null {
  return maxConcurrency === null || makespanUs === 0 ? null : workUs / (makespanUs * maxConcurrency);
}

function checkRecord(record: unknown): asserts record is BatchRecord {
  check(typeof record === 'object' && record !== null, 'record', 'must be a BatchRecord', record);
  const { version, calls, edges } = record as Partial<BatchRecord>;
  check(version === 1, 'record.version', 'must be 1', version);
  check(Array.isArray(calls), 'record.calls', 'must be an array', calls);
  check(Array.isArray(edges), 'record.edges', 'must be an array', edges);
}

/** The limits of the record with those given in their place. */
function limitsOf({ limits, calls }: BatchRecord, { maxConcurrency, tools = [] }: SimulateOptions): LimitsRecord {
  const given = maxConcurrency === undefined ? limits.maxConcurrency : maxConcurrency;
  const ofTools = new Map(limits.tools.map((tool) => [tool.toolName, tool.maxConcurrency]));
  check(Array.isArray(tools), 'tools', 'must be an array', tools);
  const called = new Set(tools.length === 0 ? [] : calls.map(({ toolName }) => toolName));
  for (const [index, tool] of tools.entries()) {
    check(
      called.delete(tool.toolName),
      `tools[${index}].toolName`,
      'must name a tool of the batch, once',
      tool.toolName,
    );
    const limit = limitOf(`tools[${index}].maxConcurrency`, tool.maxConcurrency);
    if (limit === null) ofTools.delete(tool.toolName);
    else ofTools.set(tool.toolName, limit);
  }
  return {
    maxConcurrency: limitOf('maxConcurrency', given),
    tools: Array.from(ofTools, ([toolName, limit]) => ({ toolName, maxConcurrency: limit })),
  };
}

function limitOf(option: string, value: number | null): number | null {
  if (value === null) return null;
  checkConcurrency(option, value);
  return value === Number.POSITIVE_INFINITY ? null : value;
}

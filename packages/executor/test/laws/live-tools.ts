import type { Tool, ToolCall, ToolContext } from '../../src/index.js';
import type { Resource } from '../../src/plan/resource.js';
import type { Point, RealRun } from './observed.js';
import { type BatchSpec, type CallSpec, CHECK_MS, MAX_RETRIES, type ToolName, type Workload } from './workload.js';
import type { World } from './world.js';

/** What tools throw when they hand control back. */
export const CONTROL_FLOW = Symbol('control flow');

/** What the tools of a run share. */
interface ToolHost {
  readonly workload: Workload;
  readonly world: World;
  readonly nowUs: number;
  readonly realRuns: RealRun[];
  readonly violations: string[];
  at(point: Point): void;
}

/** A tool that does what the arguments of its calls say. */
export function liveTool(name: ToolName, run: ToolHost): Tool {
  const maxConcurrency = run.workload.toolLimits[name];
  const input = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => (name === 'checked' ? checkLater(value, run) : checkArgs(value)),
    },
  };
  return {
    name,
    input,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(name === 'retried'
      ? { effects: 'read', retry: { maxRetries: MAX_RETRIES, initialDelayMs: 10, maxDelayMs: 15 } }
      : {}),
    ...(name === 'exclusive' ? { exclusive: true } : {}),
    ...(name === 'dependent' ? { dependsOn: ['limited'] } : {}),
    ...(name === 'resourceful'
      ? {
          resources: (args: unknown) => {
            run.at('resources');
            return (args as Args).resources;
          },
        }
      : {}),
    ...(name === 'reader' ? { resources: READER_RESOURCES } : {}),
    ...(run.workload.policies === undefined ? {} : { effects: 'read', ...run.workload.policies[name] }),
    execute: (args, context) => execute(args as Args, context, run),
  };
}

async function checkLater(value: unknown, { world }: ToolHost) {
  await world.pause(CHECK_MS, 'a check of arguments');
  return checkArgs(value);
}

function execute(args: Args, { signal, attempt, context, callId }: ToolContext, run: ToolHost): unknown {
  const batch = context as number;
  const call = Number(callId.slice(1));
  if (signal.aborted) run.violations.push(`${callId} is invoked with an aborted signal`);
  run.at('tool starts');
  if (args.outcome === 'throws at once') throw new Error('at once');
  const real: RealRun = { batch, call, startUs: run.nowUs, endUs: Number.POSITIVE_INFINITY };
  run.realRuns.push(real);
  return work(args, signal, attempt, `end of ${batch}:${callId}`, run).finally(() => {
    real.endUs = run.nowUs;
    run.at('tool ends');
  });
}

async function work(
  { outcome, runMs, value, input }: Args,
  signal: AbortSignal,
  attempt: number,
  what: string,
  { world }: ToolHost,
) {
  if (outcome === 'ignores for ever') await new Promise(() => {});
  if (outcome === 'ignores') await world.pause(LATE_MS, what);
  else if (outcome === 'hangs') await new Promise((_, reject) => onAbort(signal, () => reject(signal.reason)));
  else await world.pause(runMs, what, signal);
  if (outcome === 'throws' || (outcome === 'limps' && attempt < 2)) throw new Error('no luck');
  if (outcome === 'control flow') throw CONTROL_FLOW;
  return { value: value + (typeof input === 'object' ? input.value : Number(input ?? 0)) };
}

/** Later than any timeout. */
const LATE_MS = 200;

function onAbort(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}

interface Args {
  readonly outcome: CallSpec['outcome'];
  readonly runMs: number;
  readonly resources: readonly Resource[];
  readonly value: number;
  /** The output of another call, or its value. */
  readonly input?: { readonly value: number } | number | string;
}

export const READER_RESOURCES: readonly Resource[] = [{ key: 'a', access: 'read' }];

function checkArgs(value: unknown) {
  return 'runMs' in (value as object) ? { value } : { issues: [{ message: 'runMs is missing', path: ['runMs'] }] };
}

/** The call that makes its tool do what the spec says. */
export function toolCall(spec: CallSpec, position: number, { calls }: BatchSpec): ToolCall {
  const { tool, outcome, timeoutMs, priority, dependsOn } = spec;
  return {
    id: `c${position}`,
    name: outcome === 'unknown tool' ? 'nowhere' : tool,
    args: outcome === 'bad args' ? {} : argsOf(spec, position, calls),
    ...(timeoutMs === null ? {} : { timeoutMs }),
    ...(priority === null ? {} : { priority }),
    ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map((other) => `c${other}`) }),
  };
}

function argsOf({ outcome, runMs, resources, reference }: CallSpec, position: number, calls: readonly CallSpec[]) {
  const args = { outcome, runMs, resources, value: position };
  if (reference === null) return args;
  const { to, form } = reference;
  switch (form) {
    case 'typed':
      // By its position, which counts from 1.
      return { ...args, input: { $ref: String(to + 1) } };
    case 'text':
      return { ...args, input: `\${calls.c${to}.value}` };
    case 'missing':
      return { ...args, input: { $ref: `c${to}`, path: '/nothing/here' } };
    case 'dangling':
      return { ...args, input: { $ref: `c${calls.length}` } };
    default:
      return form satisfies never;
  }
}

import fc from 'fast-check';
import type { PolicyOptions } from '../../src/index.js';
import type { Resource } from '../../src/plan/resource.js';

/** What tools are there; `dependent` needs all calls of `limited`. */
export const TOOL_NAMES = [
  'plain',
  'limited',
  'retried',
  'exclusive',
  'dependent',
  'checked',
  'resourceful',
  'reader',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** `limps`: throws in its first attempts. `hangs`: until its signal aborts. `ignores`: its signal, for long or for ever. */
export type Outcome =
  | 'ok'
  | 'limps'
  | 'throws'
  | 'throws at once'
  | 'control flow'
  | 'hangs'
  | 'ignores'
  | 'ignores for ever'
  | 'bad args'
  | 'unknown tool';

/** `missing`: a path that is not there. `dangling`: a name that no call has. */
export type ReferenceForm = 'typed' | 'text' | 'missing' | 'dangling';

/** A call; other calls of its batch are named by their 0-based position. */
export interface CallSpec {
  readonly tool: ToolName;
  readonly outcome: Outcome;
  readonly runMs: number;
  readonly timeoutMs: number | null;
  readonly priority: number | null;
  readonly dependsOn: readonly number[];
  readonly reference: { readonly to: number; readonly form: ReferenceForm } | null;
  readonly resources: readonly Resource[];
  /** In open batches: when it is added, after the call before; and what happens then. */
  readonly addAfterMs: number;
  readonly releaseAfterMs: number | null;
  readonly discardAfterMs: number | null;
}

export interface BatchSpec {
  readonly isOpen: boolean;
  readonly startAfterMs: number;
  readonly parallel: boolean;
  readonly onError: 'continue' | 'fail-fast';
  readonly maxConcurrency: number;
  readonly deadlineMs: number;
  readonly abortAfterMs: number | null;
  /** It has the first batch's signal. */
  readonly sharesSignal: boolean;
  readonly calls: readonly CallSpec[];
}

/** What an executor is to do. */
export interface Workload {
  readonly maxConcurrency: number;
  readonly toolLimits: Readonly<Partial<Record<ToolName, number>>>;
  readonly abandonGraceMs: number;
  readonly tools: readonly ToolName[];
  readonly policies?: Readonly<Partial<Record<ToolName, PolicyOptions>>> | undefined;
  readonly batches: readonly BatchSpec[];
}

/** No run takes as long as a timeout: what such a call comes to is a matter of which timer goes first. */
export const TIMEOUT_MS = 50;
const SHORT_TIMEOUT_MS = 20;
const isNoTimeout = (ms: number) => ms !== TIMEOUT_MS && ms !== SHORT_TIMEOUT_MS;
export const CHECK_MS = 4;
export const MAX_RETRIES = 2;

const option = <Value>(value: fc.Arbitrary<Value>, freq: number) => fc.option(value, { nil: null, freq });
const often = <Value>(weight: number, usual: Value, ...others: Value[]) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const resource = fc.record<Resource>({
  key: fc.constantFrom('a', 'b', 'c'),
  access: fc.constantFrom('read', 'write'),
});

interface Sketch extends Omit<CallSpec, 'tool' | 'dependsOn' | 'reference'> {
  readonly tool: number;
  readonly dependsOn: readonly number[];
  readonly mayNeedLater: boolean;
  readonly reference: { readonly to: number; readonly form: ReferenceForm } | null;
}

const anyOutcome = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Outcome>('ok') },
  {
    weight: 8,
    arbitrary: fc.constantFrom<Outcome>(
      'limps',
      'limps',
      'throws',
      'throws at once',
      'control flow',
      'hangs',
      'ignores',
      'ignores for ever',
      'bad args',
      'unknown tool',
    ),
  },
);

/** Of an undisturbed batch: nothing but runs. */
const calmOutcome = fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'ok', 'throws', 'hangs');

/**
 * - `any`: everything may happen.
 * - `steady`: nobody ends anything early, so that what every call comes to is known.
 * - `plain`: one batch of one tool under one limit, of which Graham's bound speaks.
 */
export type Kind = 'any' | 'steady' | 'plain';

function sketches(kind: Kind, mostCalls: number): fc.Arbitrary<readonly Sketch[]> {
  const unless = <Value>(calm: readonly Kind[], value: fc.Arbitrary<Value>, usual: Value) =>
    calm.includes(kind) ? fc.constant(usual) : value;
  const sketch = fc.record<Sketch>({
    tool: fc.nat(TOOL_NAMES.length - 1),
    outcome: kind === 'plain' ? calmOutcome : anyOutcome,
    runMs: fc.oneof(fc.nat(8), fc.nat(60).filter(isNoTimeout)),
    timeoutMs: option(fc.constant(SHORT_TIMEOUT_MS), 9),
    priority: option(fc.integer({ min: -2, max: 2 }), 2),
    dependsOn: fc.oneof(fc.constant([]), fc.array(fc.nat(), { maxLength: 3 })),
    mayNeedLater: unless(['plain'], often(30, false, true), false),
    reference: unless(
      ['plain'],
      option(fc.record({ to: fc.nat(), form: often(4, 'typed', 'text', 'missing', 'dangling') }), 4),
      null,
    ),
    resources: unless(['plain'], fc.array(resource, { maxLength: 2 }), []),
    addAfterMs: unless(['plain'], often(2, 0, 1, 5, 20), 0),
    releaseAfterMs: unless(['plain'], option(fc.nat(60), 6), null),
    discardAfterMs: unless(['plain', 'steady'], option(fc.nat(60), 10), null),
  });
  return fc.array(sketch, { maxLength: mostCalls, size: 'max' });
}

function batches(kind: Kind, mostCalls: number): fc.Arbitrary<Omit<BatchSpec, 'calls'> & { calls: readonly Sketch[] }> {
  const rarely = <Value>(value: fc.Arbitrary<Value>, usual: Value, weight: number) =>
    kind === 'any'
      ? fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value })
      : fc.constant(usual);
  return fc.record({
    isOpen: kind === 'plain' ? fc.constant(false) : fc.boolean(),
    startAfterMs: kind === 'plain' ? fc.constant(0) : often(2, 0, 3, 30),
    parallel: kind === 'plain' ? fc.constant(true) : often(5, true, false),
    onError: rarely(fc.constant<'fail-fast'>('fail-fast'), 'continue' as BatchSpec['onError'], 3),
    maxConcurrency: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 4 })),
    deadlineMs: rarely(fc.integer({ min: 1, max: 300 }), Number.POSITIVE_INFINITY, 3),
    abortAfterMs: rarely<number | null>(fc.nat(300), null, 1),
    sharesSignal: fc.boolean(),
    calls: sketches(kind, mostCalls),
  });
}

/** @param mostCalls - In all batches together. */
export function workloads(kind: Kind, mostCalls: number): fc.Arbitrary<Workload> {
  const limit = fc.integer({ min: 1, max: 3 });
  const limits = fc.record({ limited: limit, retried: limit, checked: limit, exclusive: limit }, { requiredKeys: [] });
  return fc
    .tuple(
      fc.record({
        maxConcurrency: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
          { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
        ),
        toolLimits: kind === 'plain' ? fc.constant({}) : limits,
        abandonGraceMs: fc.constantFrom(0, 20, 1000),
        tools: kind === 'plain' ? fc.constant(['plain' as const]) : fc.subarray([...TOOL_NAMES], { minLength: 1 }),
      }),
      kind === 'plain'
        ? fc.tuple(batches(kind, mostCalls))
        : fc
            .integer({ min: 1, max: 3 })
            .chain((count) =>
              fc.array(batches(kind, Math.ceil(mostCalls / count)), { minLength: count, maxLength: count }),
            ),
    )
    .map(([{ tools: drawn, ...executor }, drawnBatches]) => {
      const tools: ToolName[] = [...drawn];
      if (tools.includes('dependent') && !tools.includes('limited')) tools.push('limited');
      const specs = drawnBatches.map(({ calls, ...batch }) => ({
        ...batch,
        calls: callsOf(calls, tools, batch.isOpen),
      }));
      return { ...executor, tools, batches: specs };
    });
}

/** Names what a call needs: calls before it, or, in a batch whose calls are all known, now and then any. */
function callsOf(calls: readonly Sketch[], tools: readonly ToolName[], isOpen: boolean): CallSpec[] {
  return calls.map(({ mayNeedLater, ...sketch }, index) => {
    const reach = mayNeedLater && !isOpen ? calls.length : index;
    const { tool, reference } = sketch;
    return {
      ...sketch,
      tool: tools[tool % tools.length] as ToolName,
      dependsOn: reach === 0 ? [] : sketch.dependsOn.map((position) => position % reach),
      reference: reference === null || reach === 0 ? null : { ...reference, to: reference.to % reach },
    };
  });
}

import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { Scheduling, type TestCall } from '../../test/scheduling.js';
import { type DrawnCall, type TwinBatch, type TwinCall, TwinSchedulers } from '../../test/twin-schedulers.js';

// A slow machine may take its time, 30 ms for each.
vi.setConfig({ testTimeout: 30 * RUNS.numRuns });

const limit = fc.integer({ min: 1, max: 3 });
const maybeLimit = fc.oneof(limit, fc.constant(Number.POSITIVE_INFINITY));

const drawnCall = fc.record({
  priority: fc.integer({ min: -1, max: 1 }),
  pathUs: fc.nat(3),
  resources: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    {
      arbitrary: fc.array(
        fc.record({
          key: fc.constantFrom('0 a', '0 b', '1 a', '1 b', '2 a'),
          access: fc.constantFrom('read' as const, 'write' as const),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      weight: 1,
    },
  ),
  exclusive: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  fails: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

const kinds = {
  submit: 10,
  end: 6,
  endAny: 2,
  stepAside: 3,
  backOff: 1,
  requeue: 4,
  openBatch: 1,
  nestBatch: 2,
  resize: 1,
  limitTool: 1,
  release: 1,
};

type Kind = keyof typeof kinds;

const command = fc.record({
  kind: fc.oneof(...Object.entries(kinds).map(([kind, weight]) => ({ arbitrary: fc.constant(kind as Kind), weight }))),
  which: fc.nat(),
  other: fc.nat(),
  after: fc.oneof(fc.constant<number[]>([]), fc.array(fc.nat(), { minLength: 1, maxLength: 3 })),
  call: drawnCall,
  limit: maybeLimit,
  flag: fc.boolean(),
  /** µs that pass before it. */
  laterUs: fc.nat(3),
  /** Whether what may start does so before the next command. */
  pumps: fc.integer({ min: 0, max: 4 }).map((dice) => dice > 0),
});

type Command = typeof command extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const pick = <Item>(items: readonly Item[], which: number): Item | undefined => items[which % items.length];

/** The resources a call of that depth may name: those who wait for calls of their own hold nothing that these need. */
function within(call: DrawnCall, parent: TwinCall | null, isTangled: boolean): DrawnCall {
  if (parent === null || isTangled) return call;
  const mayClaim = !isWithinExclusive(parent);
  return {
    ...call,
    resources: call.resources.filter(({ key }) => mayClaim && Number.parseInt(key, 10) > parent.depth),
  };
}

function isWithinExclusive({ naive }: TwinCall): boolean {
  return naive.exclusive || naive.batch.parent?.exclusive === true;
}

const mayStepAside = ({ naive, depth }: TwinCall) =>
  naive.resources.every(({ key }) => Number.parseInt(key, 10) === depth) && (!naive.exclusive || depth === 0);

/** @param isTangled - Calls may wait in a circle: for what a call holds that waits for them. */
function follow(twins: TwinSchedulers, drawn: Command, isTangled: boolean): void {
  const { kind, which, other, flag } = drawn;
  switch (kind) {
    case 'submit': {
      const isOpen = ({ parent }: TwinBatch) => parent === null || parent.isAside || parent.naive.phase === 'over';
      const batch = pick(twins.batches.filter(isOpen), which)!;
      const earlier = twins.calls.filter(({ naive }) => naive.batch === batch.naive);
      const after = new Set(earlier.length === 0 ? [] : drawn.after.map((place) => pick(earlier, place)!));
      twins.submit(batch, pick(twins.tools, other)!, within(drawn.call, batch.parent, isTangled), [...after]);
      break;
    }
    case 'end': {
      const call = pick(twins.in('running'), which);
      if (call) twins.finish(call, flag);
      break;
    }
    case 'endAny': {
      const call = pick(twins.in('new', 'asking', 'queued', 'idle'), which);
      if (call) twins.finish(call, flag);
      break;
    }
    case 'stepAside': {
      // One that asks for a second batch may be idle already, or on its way back.
      const candidates = twins.in('running', 'asking', 'queued', 'idle').filter(({ hasStarted }) => hasStarted);
      const call = pick(
        candidates.filter((call) => isTangled || mayStepAside(call)),
        which,
      );
      if (call) twins.park(call, true);
      break;
    }
    case 'backOff': {
      const call = pick(twins.in('running', 'queued'), which);
      if (call) twins.park(call, false);
      break;
    }
    case 'requeue': {
      const call = pick(twins.in('idle'), which);
      if (call) twins.requeue(call, flag);
      break;
    }
    case 'openBatch':
      twins.openBatch(drawn.limit, null);
      break;
    case 'nestBatch': {
      const parent = pick(
        twins.in('idle').filter(({ isAside }) => isAside),
        which,
      );
      if (parent) twins.openBatch(drawn.limit, parent);
      break;
    }
    case 'resize':
      twins.resize(drawn.limit);
      break;
    case 'limitTool':
      twins.limitTool(pick(twins.tools, which)!, drawn.limit);
      break;
    case 'release': {
      const call = pick(
        twins.calls.filter(({ keepsResources }) => keepsResources),
        which,
      );
      if (call) twins.release(call);
      break;
    }
    default:
      kind satisfies never;
  }
}

/** Ends what runs, lets go on what waits for calls of its own that are over, and releases what is kept, to the end. */
function endAll(twins: TwinSchedulers): void {
  for (;;) {
    for (const call of twins.calls) if (call.keepsResources) twins.release(call);
    twins.pump();
    const live = twins.calls.filter(({ naive }) => naive.phase !== 'over');
    if (live.length === 0) return;
    const hasLiveCalls = (parent: TwinCall) => live.some(({ naive }) => naive.batch.parent === parent.naive);
    const next = twins.in('running')[0] ?? twins.in('idle').find((call) => !call.isAside || !hasLiveCalls(call));
    const left = live.map(({ real }) => `${real.name} ${real.state}`).join(', ');
    expect(next, `left are ${left}, and nothing goes on`).toBeDefined();
    twins.advance(1);
    if (next!.naive.phase === 'running') twins.finish(next!, false);
    else twins.requeue(next!, true);
  }
}

it('does what the naive scheduler does, whatever comes, and everything ends', () => {
  fc.assert(
    fc.property(
      limit,
      fc.array(maybeLimit, { minLength: 1, maxLength: 3 }),
      fc.array(command, { maxLength: 60, size: 'max' }),
      fc.boolean(),
      (most, toolLimits, commands, isTangled) => {
        const twins = new TwinSchedulers(most, toolLimits);
        twins.openBatch(Number.POSITIVE_INFINITY, null);
        for (const drawn of commands) {
          twins.advance(drawn.laterUs);
          follow(twins, drawn, isTangled);
          if (drawn.pumps) twins.pump();
        }
        twins.pump();
        if (!isTangled) endAll(twins);
      },
    ),
    RUNS,
  );
});

it('keeps Graham’s bound, and is never shorter than the critical path or the work shared by all slots', () => {
  const graph = fc.array(
    fc.record({ durationUs: fc.nat(9), after: fc.array(fc.nat(), { maxLength: 3 }), guessUs: fc.nat(9) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), graph, (slots, drawn) => {
      const on = new Scheduling(slots);
      const durations = new Map<TestCall, number>();
      const calls: TestCall[] = [];
      const pathTo: number[] = [];
      for (const [index, { durationUs, after, guessUs }] of drawn.entries()) {
        const places = index === 0 ? [] : after.map((place) => place % index);
        const call = on.call(String(index), { pathUs: guessUs, after: places.map((place) => calls[place]!) });
        calls.push(call);
        durations.set(call, durationUs);
        pathTo.push(durationUs + Math.max(0, ...places.map((place) => pathTo[place]!)));
      }
      for (const call of calls) on.scheduler.submit(call);
      const endsUs = new Map<TestCall, number>();
      const start = () => {
        for (const name of on.pump()) {
          const call = calls[Number(name)]!;
          endsUs.set(call, on.nowUs + durations.get(call)!);
        }
      };
      start();
      while (endsUs.size > 0) {
        const [call, endUs] = [...endsUs].reduce((first, other) => (other[1] < first[1] ? other : first));
        endsUs.delete(call);
        on.nowUs = endUs;
        on.scheduler.finish(call, endUs);
        start();
      }
      const workUs = drawn.reduce((sum, { durationUs }) => sum + durationUs, 0);
      const criticalPathUs = Math.max(...pathTo);
      expect(calls.map(({ state }) => state)).toEqual(calls.map(() => 'over'));
      expect(on.nowUs).toBeGreaterThanOrEqual(criticalPathUs);
      expect(on.nowUs * slots).toBeGreaterThanOrEqual(workUs);
      expect(on.nowUs * slots).toBeLessThanOrEqual(workUs + (slots - 1) * criticalPathUs);
    }),
    RUNS,
  );
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { write } from '../../test/plan-calls.js';
import { limitOf, Scheduling } from '../../test/scheduling.js';

describe('calls that are parked', () => {
  it('queues again after it was parked while it waited for an exclusive call to end', () => {
    const on = new Scheduling();
    const parent = on.submit('parent');
    on.pump();
    on.park(parent, true);
    const exclusive = on.submit('exclusive', { exclusive: true });
    expect(on.pump()).toEqual(['exclusive']);
    expect(on.requeue(parent)).toEqual([]);
    on.park(parent, true);
    on.finish(exclusive);
    expect(on.requeue(parent)).toEqual(['parent']);
  });

  it('starts once after it was parked and queued again while it was queued already', () => {
    const on = new Scheduling(1);
    const running = on.submit('running');
    on.pump();
    const calls = ['a', 'b', 'c', 'd'].map((name) => on.submit(name));
    on.pump();
    on.park(calls[3]!);
    expect(on.scheduler.queuedCount).toBe(3);
    on.requeue(calls[3]!, true);
    expect(on.finish(running)).toEqual(['d']);
    expect(on.finish(calls[3]!)).toEqual(['a']);
    expect(on.finish(calls[0]!)).toEqual(['b']);
    expect(on.finish(calls[1]!)).toEqual(['c']);
    expect(on.finish(calls[2]!)).toEqual([]);
  });
});

describe('limitTool', () => {
  it('counts calls that run already', () => {
    const on = new Scheduling();
    const tool = on.tool();
    const [a, b] = [on.submit('a', { tool }), on.submit('b', { tool })];
    on.pump();
    on.submit('c', { tool });
    on.limitTool(tool, 1);
    expect(on.pump()).toEqual([]);
    expect(on.finish(a)).toEqual([]);
    expect(on.finish(b)).toEqual(['c']);
  });

  it('moves the calls that are queued, those of full batches too, and no other tool', () => {
    const on = new Scheduling();
    const [tool, other] = [on.tool(), on.tool()];
    const narrow = on.openBatch(1);
    const running = on.submit('running', { batch: narrow });
    on.submit('n1', { batch: narrow, tool });
    on.submit('n2', { batch: narrow, tool: other });
    on.pump();
    on.global.resize(1, 0);
    for (const name of ['a', 'b']) on.submit(name, { tool });
    for (const name of ['x', 'y']) on.submit(name, { tool: other });
    on.pump();
    const limit = on.limitTool(tool, 1);
    expect(on.scheduler.queuedCount).toBe(6);
    on.global.resize(Number.POSITIVE_INFINITY, 0);
    expect(on.pump().sort()).toEqual(['a', 'x', 'y']);
    expect(limit.hasFree()).toBe(false);
    expect(on.finish(running)).toEqual(['n2']);
  });

  it('is given back the slots of calls that began before it and of those that began after', () => {
    const on = new Scheduling();
    const tool = on.tool();
    const [first, second] = [on.submit('first', { tool }), on.submit('second', { tool })];
    on.pump();
    on.park(second);
    const limit = on.limitTool(tool, 1);
    expect(on.requeue(second)).toEqual([]);
    expect(on.finish(first)).toEqual(['second']);
    on.finish(second);
    expect(limit.hasFree()).toBe(true);
  });

  it('keeps what a queued call waited for the limit before, and counts no wait of the limit that comes from before it', () => {
    const on = new Scheduling();
    const tool = on.tool(1);
    on.submit('running', { tool });
    const waiting = on.submit('waiting', { tool });
    on.pump();
    on.nowUs = 7;
    on.scheduler.limitTool(tool, null, on.nowUs);
    expect(on.pump()).toEqual(['waiting']);
    expect(on.scheduler.waited(waiting, on.nowUs)).toMatchObject({ toolSlotUs: 7, globalSlotUs: 0, overheadUs: 0 });
  });

  it('does not blame a limit for the time it was full before a queued call came under it', () => {
    const on = new Scheduling(1);
    const [tool, other] = [on.tool(), on.tool()];
    const limit = limitOf(1);
    on.scheduler.limitTool(other, null, 0, undefined, [limit]);
    const running = on.submit('running', { tool: other });
    const waiting = on.submit('waiting', { tool });
    on.pump();
    on.nowUs = 5;
    on.scheduler.limitTool(tool, null, on.nowUs, undefined, [limit]);
    on.nowUs = 8;
    on.finish(running);
    expect(on.scheduler.waited(waiting, on.nowUs)).toMatchObject({ toolSlotUs: 3, globalSlotUs: 5 });
  });
});

describe('a limit that tools share', () => {
  const sharing = (on: Scheduling, maxConcurrency: number) => {
    const limit = limitOf(maxConcurrency);
    const [tool, other] = [on.tool(), on.tool(1)];
    on.scheduler.limitTool(tool, null, 0, undefined, [limit]);
    on.scheduler.limitTool(other, other.lane.limit, 0, undefined, [limit]);
    return { limit, tool, other };
  };

  it('holds over all of them, beside their own', () => {
    const on = new Scheduling();
    const { tool, other } = sharing(on, 2);
    const [o1, a] = [on.submit('o1', { tool: other }), on.submit('a', { tool })];
    on.submit('o2', { tool: other });
    on.submit('b', { tool });
    on.submit('free');
    expect(on.pump()).toEqual(['o1', 'a', 'free']);
    expect(on.finish(a)).toEqual(['b']);
    expect(on.finish(o1)).toEqual(['o2']);
  });

  it('counts calls that run already, and keeps them when the tool gets another limit', () => {
    const on = new Scheduling();
    const tool = on.tool();
    const running = on.submit('running', { tool });
    on.pump();
    const limit = limitOf(1);
    on.scheduler.limitTool(tool, null, 0, undefined, [limit]);
    on.limitTool(tool, 5);
    on.submit('next', { tool });
    expect(on.pump()).toEqual([]);
    expect(on.finish(running)).toEqual(['next']);
    expect(limit.hasFree()).toBe(false);
  });

  it('is blamed for a wait as the tool’s own', () => {
    const on = new Scheduling();
    const { tool, other } = sharing(on, 1);
    const running = on.submit('running', { tool });
    on.pump();
    const waiting = on.submit('waiting', { tool: other });
    on.pump();
    on.nowUs = 7;
    on.finish(running);
    expect(on.scheduler.waited(waiting, on.nowUs)).toMatchObject({ toolSlotUs: 7, globalSlotUs: 0, overheadUs: 0 });
  });

  it('is kept by a call that waits for calls of its own, which goes on though it is full', () => {
    const on = new Scheduling(1);
    const { limit, tool } = sharing(on, 1);
    const parent = on.submit('parent', { tool });
    on.pump();
    on.submit('next', { tool });
    const child = on.submit('child');
    expect(on.park(parent, true)).toEqual(['child']);
    expect(limit.hasFree()).toBe(false);
    on.requeue(parent, true);
    expect(on.finish(child)).toEqual(['parent']);
    expect(on.scheduler.takeAnother(parent, 0)).toBe(false);
    expect(on.finish(parent)).toEqual(['next']);
  });

  it('is given back by a call that ends while it waits for calls of its own, and by one that backs off', () => {
    const on = new Scheduling();
    const { limit, tool } = sharing(on, 1);
    const [parent, other] = [on.submit('parent', { tool }), on.submit('other', { tool })];
    on.pump();
    on.park(parent, true);
    expect(on.finish(parent)).toEqual(['other']);
    on.park(other);
    expect(limit.hasFree()).toBe(true);
    on.requeue(other);
    on.park(other, true);
    on.requeue(other, true);
    on.finish(other);
    expect(limit.hasFree()).toBe(true);
  });
});

describe('calls of a call that runs', () => {
  it('pass an exclusive call that waits for what their parent holds', () => {
    const on = new Scheduling();
    const parent = on.submit('parent', { resources: [write('r')] });
    on.pump();
    on.submit('exclusive', { exclusive: true, resources: [write('r')] });
    on.pump();
    on.park(parent, true);
    const child = on.submit('child', { parent });
    expect(on.pump()).toEqual(['child']);
    on.finish(child);
    expect(on.requeue(parent, true)).toEqual(['parent']);
    expect(on.finish(parent)).toEqual(['exclusive']);
  });

  it('pass a call that waits for what their parent holds and for what they need', () => {
    const on = new Scheduling();
    const parent = on.submit('parent', { resources: [write('r')] });
    on.pump();
    on.submit('waits', { resources: [write('s'), write('r')] });
    on.pump();
    on.park(parent, true);
    const child = on.submit('child', { parent, resources: [write('s')] });
    expect(on.pump()).toEqual(['child']);
    expect(on.requeue(parent, true)).toEqual(['parent']);
    expect(on.finish(parent)).toEqual([]);
    expect(on.finish(child)).toEqual(['waits']);
  });

  it('do not take what a call holds that has begun and waits to go on', () => {
    const on = new Scheduling();
    const begun = on.submit('begun', { resources: [write('r')] });
    on.pump();
    on.park(begun, true);
    const exclusive = on.submit('exclusive', { exclusive: true });
    expect(on.pump()).toEqual(['exclusive']);
    expect(on.requeue(begun)).toEqual([]);
    on.park(exclusive, true);
    on.submit('child', { parent: exclusive, resources: [write('r')] });
    expect(on.pump()).toEqual([]);
    on.finish(exclusive);
    expect(on.finish(begun)).toEqual(['child']);
  });
});

describe('finish', () => {
  it('never starts a call again that keeps its resources and waited to go on', () => {
    const on = new Scheduling();
    const call = on.submit('call', { resources: [write('r')] });
    on.pump();
    on.park(call, true);
    const exclusive = on.submit('exclusive', { exclusive: true });
    on.submit('next', { resources: [write('r')] });
    on.pump();
    on.requeue(call);
    on.finish(call, true);
    expect(on.finish(exclusive)).toEqual([]);
    on.scheduler.releaseResources(call, 0);
    expect(on.pump()).toEqual(['next']);
  });

  it('takes a call out wherever it stands, and lets those go on that wait for its slot, its resources, its end', () => {
    const resources = [write('r')];
    const setUp = () => {
      const on = new Scheduling(1);
      const running = on.submit('running', { resources });
      const locking = on.submit('locking', { resources });
      const queued = on.submit('queued');
      const waiting = on.submit('waiting', { after: [running] });
      on.pump();
      return { on, running, locking, queued, waiting };
    };
    for (const name of ['locking', 'queued', 'waiting'] as const) {
      const { on, running, ...others } = setUp();
      const ended = others[name];
      expect(on.finish(ended)).toEqual([]);
      expect(ended.state).toBe('over');
      const started = on.finish(running);
      for (const startedName of started) {
        started.push(...on.finish(Object.values(others).find((call) => call.name === startedName)!));
      }
      expect(started.sort()).toEqual(['locking', 'queued', 'waiting'].filter((other) => other !== name));
    }
  });

  it('ends a parked call, which keeps its resources till then', () => {
    const on = new Scheduling();
    const call = on.submit('call', { resources: [write('r')] });
    on.pump();
    on.park(call);
    on.submit('next', { resources: [write('r')] });
    expect(on.pump()).toEqual([]);
    expect(on.finish(call)).toEqual(['next']);
  });

  it('keeps resources for later when asked to, and no slot', () => {
    const on = new Scheduling(1);
    const call = on.submit('call', { resources: [write('r')] });
    on.submit('blocked', { resources: [write('r')] });
    on.pump();
    on.submit('free');
    expect(on.finish(call, true)).toEqual(['free']);
    on.scheduler.releaseResources(call, 0);
    expect(on.scheduler.queuedCount).toBe(1);
  });

  it('leaves nothing of a queued call in memory, though others are still queued', async () => {
    const on = new Scheduling(1);
    on.submit('running');
    on.pump();
    const withdrawn = (() => {
      const calls = ['first', 'withdrawn', 'last'].map((name) => on.submit(name));
      on.pump();
      on.finish(calls[1]!);
      return new WeakRef(calls[1]!);
    })();
    expect(on.scheduler.queuedCount).toBe(2);
    await collectGarbage();
    expect(withdrawn.deref()).toBeUndefined();
    expect(on.scheduler.queuedCount).toBe(2);
  });
});

describe('order', () => {
  it('starts calls in call order, up to the limit, and goes on as they end', () => {
    const on = new Scheduling(2);
    const calls = ['a', 'b', 'c'].map((name) => on.submit(name));
    expect(on.pump()).toEqual(['a', 'b']);
    expect(on.scheduler.queuedCount).toBe(1);
    expect(on.scheduler.mayStart()).toBe(false);
    expect(on.finish(calls[1]!)).toEqual(['c']);
    expect(on.scheduler.queuedCount).toBe(0);
    expect(on.scheduler.mayStart()).toBe(false);
  });

  it('starts the call with the highest priority, then the one with the longest path', () => {
    const on = new Scheduling();
    on.submit('plain');
    on.submit('long', { pathUs: 9 });
    on.submit('low', { priority: -1, pathUs: 99 });
    on.submit('urgent', { priority: 1 });
    expect(on.pump()).toEqual(['urgent', 'long', 'plain', 'low']);
  });

  it('takes batches in turn, the one served longest ago first, whatever their paths', () => {
    const on = new Scheduling();
    const other = on.openBatch();
    for (const name of ['a1', 'a2', 'a3']) on.submit(name, { pathUs: 9 });
    for (const name of ['b1', 'b2']) on.submit(name, { batch: other });
    expect(on.pump()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('puts a new batch behind those that wait already', () => {
    const on = new Scheduling(1);
    const first = on.submit('a1');
    on.submit('a2');
    const waits = on.openBatch();
    const second = on.submit('b1', { batch: waits });
    on.submit('b2', { batch: waits });
    on.pump();
    expect(on.finish(first)).toEqual(['b1']);
    on.submit('c1', { batch: on.openBatch() });
    expect(on.finish(second)).toEqual(['a2']);
  });

  it('counts a call one priority higher after 16 starts, not after 15', () => {
    const nextAfter = (starts: number) => {
      const on = new Scheduling(1);
      let running = on.submit('first');
      on.pump();
      on.submit('low');
      for (let count = 1; count < starts; count++) {
        const urgent = on.submit('urgent', { priority: 9 });
        on.finish(running);
        running = urgent;
      }
      on.submit('high', { priority: 1 });
      return on.finish(running);
    };
    expect([nextAfter(15), nextAfter(16)]).toEqual([['high'], ['low']]);
  });

  it('starts a call that goes first before all that have a priority', () => {
    const on = new Scheduling(1);
    const parked = on.submit('parked', { priority: -5 });
    on.pump();
    const running = on.submit('running');
    on.park(parked);
    on.submit('urgent', { priority: 99 });
    on.pump();
    on.requeue(parked, true);
    expect(on.finish(running)).toEqual(['parked']);
    expect(on.park(parked)).toEqual(['urgent']);
  });

  it('keeps its turn for a call that goes first while it waits for an exclusive one', () => {
    const on = new Scheduling(1);
    const parked = on.submit('parked', { priority: -5 });
    on.pump();
    on.park(parked, true);
    const exclusive = on.submit('exclusive', { exclusive: true });
    on.pump();
    on.requeue(parked, true);
    on.submit('urgent', { priority: 99 });
    on.pump();
    expect(on.finish(exclusive)).toEqual(['parked']);
  });
});

describe('limits', () => {
  it('let a call pass one that waits for its tool, so that no slot idles', () => {
    const on = new Scheduling(3);
    const tool = on.tool(1);
    const search = on.submit('search 1', { tool });
    on.submit('search 2', { tool });
    on.submit('read');
    expect(on.pump()).toEqual(['search 1', 'read']);
    expect(on.global.hasFree()).toBe(true);
    expect(on.finish(search)).toEqual(['search 2']);
  });

  it('of a tool hold over all batches', () => {
    const on = new Scheduling();
    const tool = on.tool(1);
    const first = on.submit('a', { tool });
    on.submit('b', { tool, batch: on.openBatch() });
    expect(on.pump()).toEqual(['a']);
    expect(on.finish(first)).toEqual(['b']);
  });

  it('of a batch hold beside that of the executor, in every tool of it', () => {
    const on = new Scheduling();
    const batch = on.openBatch(1);
    const tool = on.tool(5);
    const first = on.submit('a', { batch });
    const second = on.submit('b', { batch, tool });
    on.submit('c', { batch });
    on.submit('other', { tool });
    expect(on.pump()).toEqual(['other', 'a']);
    expect(on.scheduler.queuedCount).toBe(2);
    expect(on.finish(first)).toEqual(['b']);
    expect(on.finish(second)).toEqual(['c']);
  });

  it('of a tool that is full do not keep its calls from being withdrawn', () => {
    const on = new Scheduling();
    const tool = on.tool(1);
    const [running, withdrawn] = [on.submit('running', { tool }), on.submit('withdrawn', { tool })];
    on.pump();
    on.finish(withdrawn);
    expect(on.scheduler.queuedCount).toBe(0);
    const last = on.submit('last', { tool });
    expect(on.finish(running)).toEqual(['last']);
    expect(on.finish(last)).toEqual([]);
  });

  it('let more calls start when they are raised, and none until enough ended when they are lowered', () => {
    const on = new Scheduling(2);
    const calls = ['a', 'b', 'c', 'd'].map((name) => on.submit(name));
    on.pump();
    on.global.resize(3, 0);
    expect(on.pump()).toEqual(['c']);
    on.global.resize(1, 0);
    for (const call of calls.slice(0, 2)) expect(on.finish(call)).toEqual([]);
    expect(on.finish(calls[2]!)).toEqual(['d']);
  });
});

describe('links', () => {
  it('let a call start when all it comes after have ended, in whatever order', () => {
    const on = new Scheduling();
    const [a, b] = [on.submit('a'), on.submit('b')];
    on.submit('after both', { after: [a, b] });
    on.submit('after a', { after: [a] });
    expect(on.pump()).toEqual(['a', 'b']);
    expect(on.finish(a)).toEqual(['after a']);
    expect(on.finish(b)).toEqual(['after both']);
  });

  it('to a call that is over change nothing', () => {
    const on = new Scheduling();
    const ended = on.submit('ended');
    on.pump();
    on.finish(ended);
    on.submit('next', { after: [ended] });
    expect(on.pump()).toEqual(['next']);
  });

  it('through a call that ended before its predecessors still hold', () => {
    const on = new Scheduling();
    const first = on.submit('first');
    const middle = on.submit('middle', { after: [first] });
    const outer = on.submit('outer', { after: [middle] });
    on.submit('last', { after: [outer] });
    on.pump();
    on.finish(outer);
    expect(on.finish(middle)).toEqual([]);
    on.submit('late', { after: [middle] });
    expect(on.pump()).toEqual([]);
    expect(on.finish(first)).toEqual(['last', 'late']);
  });

  it('wait for other reasons to hold a call back too', () => {
    const on = new Scheduling();
    const held = on.call('held');
    held.pending += 1;
    on.scheduler.submit(held);
    expect(on.pump()).toEqual([]);
    on.scheduler.unblock(held);
    expect(on.pump()).toEqual(['held']);
  });

  it('counts a call that ended between being unblocked and being asked for once for those behind it', () => {
    const on = new Scheduling();
    const [ended, running] = [on.submit('ended'), on.submit('running')];
    on.submit('last', { after: [ended, running] });
    on.scheduler.finish(ended, 0);
    expect(on.pump()).toEqual(['running']);
    expect(on.finish(running)).toEqual(['last']);
  });
});

describe('what a call waited for', () => {
  const nothing = { conflictUs: 0, gates: [], toolSlotUs: 0, globalSlotUs: 0, overheadUs: 0 };

  it('is overhead when no limit held it up', () => {
    const on = new Scheduling();
    const call = on.submit('call');
    on.nowUs = 10;
    expect(on.scheduler.nextUnblocked()).toBe(call);
    on.scheduler.enqueue(call, 10);
    on.scheduler.next(17);
    expect(on.scheduler.waited(call, 17)).toEqual({ ...nothing, overheadUs: 7 });
  });

  it('is the tool slot while its tool was full, though the executor was full too, and the global slot for the rest', () => {
    const on = new Scheduling(2);
    const tool = on.tool(1);
    const [search, read] = [on.submit('search', { tool }), on.submit('read')];
    on.pump();
    on.nowUs = 10;
    const waits = on.submit('waits', { tool });
    on.pump();
    on.nowUs = 40;
    on.submit('filler', { priority: 9 });
    expect(on.finish(search)).toEqual(['filler']);
    on.nowUs = 55;
    expect(on.finish(read)).toEqual(['waits']);
    expect(on.scheduler.waited(waits, 57)).toEqual({ ...nothing, toolSlotUs: 32, globalSlotUs: 15 });
  });

  it('is the global slot while its batch was full, and never more than it waited when both were', () => {
    const on = new Scheduling(1);
    const batch = on.openBatch(1);
    const first = on.submit('first', { batch });
    on.pump();
    on.nowUs = 5;
    const second = on.submit('second', { batch });
    on.pump();
    on.nowUs = 25;
    on.finish(first);
    expect(on.scheduler.waited(second, 25)).toEqual({ ...nothing, globalSlotUs: 20 });
  });

  it('is the conflict until it has its resources, also for one that was withdrawn before', () => {
    const on = new Scheduling();
    const resources = [write('r')];
    const first = on.submit('first', { resources });
    on.pump();
    on.nowUs = 5;
    const [second, withdrawn] = [on.submit('second', { resources }), on.submit('withdrawn', { resources })];
    on.pump();
    on.nowUs = 12;
    on.finish(first);
    expect(on.scheduler.waited(second, 12)).toEqual({ ...nothing, conflictUs: 7 });
    expect(on.scheduler.waited(withdrawn, 20)).toEqual({ ...nothing, conflictUs: 15 });
  });

  it('counts from when it queued again', () => {
    const on = new Scheduling(1);
    const call = on.submit('call');
    on.pump();
    on.nowUs = 10;
    on.park(call);
    const other = on.submit('other');
    on.pump();
    on.nowUs = 30;
    on.requeue(call);
    on.nowUs = 45;
    expect(on.finish(other)).toEqual(['call']);
    expect(on.scheduler.waited(call, 45)).toEqual({ ...nothing, globalSlotUs: 15 });
  });

  it('is the slot of its tool from when the tool got a limit', () => {
    const on = new Scheduling(1);
    const tool = on.tool();
    const running = on.submit('running', { tool });
    const queued = on.submit('queued', { tool });
    on.pump();
    on.nowUs = 10;
    on.limitTool(tool, 1);
    on.nowUs = 16;
    expect(on.finish(running)).toEqual(['queued']);
    expect(on.scheduler.waited(queued, 16)).toEqual({ ...nothing, toolSlotUs: 6, globalSlotUs: 10 });
  });
});

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  // What was just made or looked at is kept until the turn of the event loop is over.
  await new Promise((resolve) => setImmediate(resolve));
  runInNewContext('gc')();
}

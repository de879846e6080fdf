import { describe, expect, it } from 'vitest';
import { read, write } from '../../test/plan-calls.js';
import { type CallFields, Scheduling, type TestCall } from '../../test/scheduling.js';
import { ResourceLocks } from './resource-locks.js';

/** Locks of calls that are named, and who was granted what it had waited for, in order. */
class Locking {
  readonly granted: string[] = [];
  readonly #locks = new ResourceLocks<TestCall>((call) => this.granted.push(call.name));
  readonly #on = new Scheduling();

  /** @returns The call, and whether it holds all at once. */
  request(name: string, fields: CallFields = {}): [TestCall, boolean] {
    const call = this.#on.call(name, fields);
    return [call, this.#locks.request(call)];
  }

  /** For a call that is expected to hold all at once, or not. */
  expect(name: string, isGranted: boolean, fields: CallFields = {}): TestCall {
    const [call, isGrantedNow] = this.request(name, fields);
    expect(isGrantedNow, name).toBe(isGranted);
    return call;
  }

  release(call: TestCall): string[] {
    this.#locks.release(call);
    return this.granted.splice(0);
  }

  stepAside(call: TestCall): string[] {
    this.#locks.stepAside(call);
    return this.granted.splice(0);
  }

  stepBack(call: TestCall): boolean {
    return this.#locks.stepBack(call);
  }

  stopAsking(call: TestCall): string[] {
    this.#locks.stopAsking(call);
    return this.granted.splice(0);
  }
}

const writes = (...keys: string[]) => ({ resources: keys.map(write) });
const reads = (...keys: string[]) => ({ resources: keys.map(read) });

describe('one resource', () => {
  it('is held by any number of readers, or by one writer', () => {
    const on = new Locking();
    const [r1, r2] = [on.expect('r1', true, reads('a')), on.expect('r2', true, reads('a'))];
    const w1 = on.expect('w1', false, writes('a'));
    const w2 = on.expect('w2', false, writes('a'));
    expect(on.release(r1)).toEqual([]);
    expect(on.release(r2)).toEqual(['w1']);
    expect(on.release(w1)).toEqual(['w2']);
    expect(on.release(w2)).toEqual([]);
    on.expect('later', true, writes('a'));
  });

  it('goes to those who wait in the order they came: a reader does not pass a writer', () => {
    const on = new Locking();
    const first = on.expect('first', true, reads('a'));
    const writer = on.expect('writer', false, writes('a'));
    on.expect('r1', false, reads('a'));
    on.expect('r2', false, reads('a'));
    on.expect('w2', false, writes('a'));
    expect(on.release(first)).toEqual(['writer']);
    expect(on.release(writer)).toEqual(['r1', 'r2']);
  });

  it('is another one than that of another name', () => {
    const on = new Locking();
    on.expect('a', true, writes('a'));
    on.expect('b', true, writes('b'));
    on.expect('__proto__', true, writes('__proto__'));
    on.expect('none', true);
  });

  it('is written by a call that names it for both, in whichever order', () => {
    const on = new Locking();
    const both = on.expect('both', true, { resources: [write('a'), read('a')] });
    on.expect('reader', false, reads('a'));
    expect(on.release(both)).toEqual(['reader']);
    on.expect('other', true, { resources: [read('b'), write('b')] });
    on.expect('reader of b', false, reads('b'));
  });

  it('is asked for once by a call that names it twice', () => {
    const on = new Locking();
    const twice = on.expect('twice', true, writes('a', 'a'));
    on.expect('next', false, writes('a'));
    expect(on.release(twice)).toEqual(['next']);
  });
});

describe('a call that was withdrawn while it waited', () => {
  it('lets those behind it pass', () => {
    const on = new Locking();
    const reader = on.expect('reader', true, reads('a'));
    const writer = on.expect('writer', false, writes('a'));
    on.expect('behind', false, reads('a'));
    expect(on.release(writer)).toEqual(['behind']);
    expect(on.release(reader)).toEqual([]);
  });

  it('is passed over when its turn comes', () => {
    const on = new Locking();
    const first = on.expect('first', true, writes('a'));
    on.expect('second', false, writes('a'));
    const third = on.expect('third', false, writes('a'));
    on.expect('fourth', false, writes('a'));
    expect(on.release(third)).toEqual([]);
    expect(on.release(first)).toEqual(['second']);
  });

  it('gives back what it had of several resources', () => {
    const on = new Locking();
    on.expect('holds b', true, writes('b'));
    const waits = on.expect('waits', false, writes('a', 'b'));
    on.expect('wants a', false, writes('a'));
    expect(on.release(waits)).toEqual(['wants a']);
  });
});

describe('several resources at once', () => {
  it('are all held before a call is granted', () => {
    const on = new Locking();
    const [a, b] = [on.expect('a', true, writes('a')), on.expect('b', true, writes('b'))];
    on.expect('both', false, writes('a', 'b'));
    expect(on.release(a)).toEqual([]);
    expect(on.release(b)).toEqual(['both']);
  });

  it('never make calls wait in a circle that name them in different orders', () => {
    const on = new Locking();
    const forth = on.expect('forth', true, writes('a', 'b'));
    const back = on.expect('back', false, writes('b', 'a'));
    on.expect('forth again', false, writes('a', 'b'));
    expect(on.release(forth)).toEqual(['back']);
    expect(on.release(back)).toEqual(['forth again']);
  });
});

describe('an exclusive call', () => {
  it('waits for all that run, and all that come later wait for it', () => {
    const on = new Locking();
    const [plain, reader] = [on.expect('plain', true), on.expect('reader', true, reads('a'))];
    const exclusive = on.expect('exclusive', false, { exclusive: true });
    const later = on.expect('later', false);
    expect(on.release(plain)).toEqual([]);
    expect(on.release(reader)).toEqual(['exclusive']);
    expect(on.release(exclusive)).toEqual(['later']);
    expect(on.release(later)).toEqual([]);
    on.expect('another', true, { exclusive: true });
  });

  it('keeps the next exclusive one waiting', () => {
    const on = new Locking();
    const first = on.expect('first', true, { exclusive: true });
    on.expect('second', false, { exclusive: true });
    expect(on.stepAside(first)).toEqual([]);
    expect(on.stepBack(first)).toBe(true);
    expect(on.release(first)).toEqual(['second']);
  });
});

describe('a call that waits for calls of its own', () => {
  it('lets exclusive ones run meanwhile and waits for them to go on', () => {
    const on = new Locking();
    const parent = on.expect('parent', true);
    const exclusive = on.expect('exclusive', false, { exclusive: true });
    expect(on.stepAside(parent)).toEqual(['exclusive']);
    expect(on.stepAside(parent)).toEqual([]);
    expect(on.stepBack(parent)).toBe(false);
    expect(on.release(exclusive)).toEqual(['parent']);
    on.expect('next', false, { exclusive: true });
    expect(on.release(parent)).toEqual(['next']);
  });

  it('goes on at once when no exclusive one runs', () => {
    const on = new Locking();
    const [plain, holder] = [on.expect('plain', true), on.expect('holder', true, writes('a'))];
    for (const call of [plain, holder]) {
      on.stepAside(call);
      expect(on.stepBack(call)).toBe(true);
      expect(on.stepBack(call)).toBe(true);
    }
    on.expect('exclusive', false, { exclusive: true });
    expect(on.release(plain)).toEqual([]);
    expect(on.release(holder)).toEqual(['exclusive']);
  });

  it('never stepped aside and goes on at once', () => {
    const on = new Locking();
    const call = on.expect('call', true);
    expect(on.stepBack(call)).toBe(true);
    on.expect('exclusive', false, { exclusive: true });
    expect(on.release(call)).toEqual(['exclusive']);
  });

  it('goes on before an exclusive one that waits for what it holds', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    on.stepAside(parent);
    on.expect('exclusive', false, { exclusive: true, ...writes('a') });
    expect(on.stepBack(parent)).toBe(true);
    expect(on.release(parent)).toEqual(['exclusive']);
  });

  it('keeps its resources', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    expect(on.stepAside(parent)).toEqual([]);
    on.expect('other', false, writes('a'));
    expect(on.release(parent)).toEqual(['other']);
  });

  it('gives nothing back twice', () => {
    const on = new Locking();
    const [aside, stays] = [on.expect('aside', true), on.expect('stays', true)];
    on.stepAside(aside);
    on.release(aside);
    on.expect('exclusive', false, { exclusive: true });
    expect(on.release(stays)).toEqual(['exclusive']);
  });
});

describe('calls of a call', () => {
  it('do not ask for what it holds, nor for what its own parent holds', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    on.stepAside(parent);
    const child = on.expect('child', true, { parent, ...writes('a', 'b') });
    on.stepAside(child);
    on.expect('grandchild', true, { parent: child, ...writes('b', 'a') });
    on.expect('stranger', false, writes('b'));
  });

  it('run while an exclusive one waits for them, and inside it', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, { exclusive: true });
    on.stepAside(parent);
    const child = on.expect('child', true, { parent });
    on.stepAside(child);
    const grandchild = on.expect('grandchild', true, { parent: child, exclusive: true });
    expect(on.stepBack(child)).toBe(true);
    on.expect('stranger', false);
    expect(on.release(grandchild)).toEqual([]);
    expect(on.release(child)).toEqual([]);
    expect(on.release(parent)).toEqual(['stranger']);
  });

  it('ask for what it does not hold, like others', () => {
    const on = new Locking();
    const holder = on.expect('holder', true, writes('b'));
    const parent = on.expect('parent', true, writes('a'));
    on.stepAside(parent);
    on.expect('child', false, { parent, ...writes('b') });
    expect(on.release(holder)).toEqual(['child']);
  });

  it('go before those that wait, who have nothing until they have all they need', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    const waits = on.expect('waits', false, writes('b', 'a'));
    on.expect('behind', false, reads('b'));
    on.stepAside(parent);
    const child = on.expect('child', true, { parent, ...reads('b') });
    const second = on.expect('second', true, { parent, ...reads('b') });
    expect(on.release(parent)).toEqual([]);
    expect(on.release(child)).toEqual([]);
    expect(on.release(second)).toEqual(['waits']);
    expect(on.release(waits)).toEqual(['behind']);
  });

  it('wait for those that have all they need', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    const waited = on.expect('waited', false, writes('b', 'a'));
    expect(on.release(parent)).toEqual(['waited']);
    const other = on.expect('other', true);
    on.stepAside(other);
    on.expect('child', false, { parent: other, ...writes('b') });
    expect(on.release(waited)).toEqual(['child']);
  });

  it('share with readers that wait for something else', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    on.expect('reader', false, { resources: [read('b'), write('a')] });
    on.stepAside(parent);
    on.expect('child', true, { parent, ...reads('b') });
    expect(on.release(parent)).toEqual(['reader']);
  });

  it('go before readers that wait for something else, when they write', () => {
    const on = new Locking();
    const parent = on.expect('parent', true, writes('a'));
    for (const name of ['r1', 'r2']) on.expect(name, false, { resources: [read('b'), read('a')] });
    on.stepAside(parent);
    const child = on.expect('child', true, { parent, ...writes('b') });
    expect(on.release(parent)).toEqual([]);
    expect(on.release(child).sort()).toEqual(['r1', 'r2']);
  });
});

describe('a call that asks no more', () => {
  it('keeps what it holds', () => {
    const on = new Locking();
    const call = on.expect('call', true, writes('a'));
    on.stepAside(call);
    const exclusive = on.expect('exclusive', true, { exclusive: true });
    expect(on.stepBack(call)).toBe(false);
    expect(on.stopAsking(call)).toEqual([]);
    expect(on.release(exclusive)).toEqual([]);
    on.expect('other', false, writes('a'));
    expect(on.release(call)).toEqual(['other']);
  });

  it('never asked for anything', () => {
    const on = new Locking();
    const call = on.expect('call', true);
    expect(on.stopAsking(call)).toEqual([]);
    on.expect('exclusive', false, { exclusive: true });
    expect(on.release(call)).toEqual(['exclusive']);
  });
});

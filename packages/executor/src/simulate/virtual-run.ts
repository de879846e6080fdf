import { Chunks } from '../schedule/chunks.js';
import { Limit } from '../schedule/limit.js';
import type { ScheduledTool } from '../schedule/scheduled-call.js';
import { Scheduler } from '../schedule/scheduler.js';
import { countedSlots } from '../schedule/slots.js';
import type { BatchScript } from './call-script.js';
import { EventQueue, type SimulatedEvent } from './event-queue.js';
import { SimulatedCall } from './simulated-call.js';

/** What a batch runs under. */
export interface VirtualConditions {
  readonly maxConcurrency: number;
  /** Of tools with a limit of their own. */
  readonly toolLimits: ReadonlyMap<string, number>;
  /** Calls run one at a time, in the order in which they did. */
  readonly isSequential: boolean;
  readonly failsFast: boolean;
  /** Calls that are there from the start come one by one all the same. */
  readonly isOpen: boolean;
}

/**
 * A batch that runs in virtual time: the scheduler decides what starts, as it does for live calls, and events stand for
 * what tools, timers and callers do.
 */
export class VirtualRun {
  readonly calls: readonly SimulatedCall[];
  readonly #conditions: VirtualConditions;
  readonly #scheduler: Scheduler<SimulatedCall>;
  readonly #events = new EventQueue();
  #nowUs = 0;
  readonly #chunks: Chunks<SimulatedCall>;
  #cutCode: string | null = null;
  #isSubmitting = false;

  constructor(script: BatchScript, conditions: VirtualConditions) {
    this.#conditions = conditions;
    this.#scheduler = new Scheduler<SimulatedCall>(new Limit(countedSlots(conditions.maxConcurrency)));
    this.calls = this.#newCalls(script);
    this.#link(script);
    this.#chunks = new Chunks(this.#heldChunks());
    this.#setArrivals();
    this.#setCuts(script);
  }

  /** It ended early. */
  get wasCut(): boolean {
    return this.#cutCode !== null;
  }

  run(): void {
    this.#pump();
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
      this.#nowUs = event.atUs;
      event.happen();
      this.#pump();
    }
    // A record from elsewhere may hold calls that wait for each other, or for a failure that never comes.
    for (const call of this.calls) if (call.stage !== 'ended') this.#end(call);
  }

  #newCalls({ calls }: BatchScript): SimulatedCall[] {
    const batch = this.#scheduler.openBatch(null);
    const unlimited: ScheduledTool = { lane: this.#scheduler.unlimited, runningCount: 0 };
    const limited = new Map<string, ScheduledTool>();
    for (const [toolName, maxConcurrency] of this.#conditions.toolLimits) {
      const tool = { lane: this.#scheduler.unlimited, runningCount: 0 };
      this.#scheduler.limitTool(tool, new Limit(countedSlots(maxConcurrency)), 0);
      limited.set(toolName, tool);
    }
    return calls.map((script) => new SimulatedCall(batch, limited.get(script.call.toolName) ?? unlimited, script));
  }

  #link({ predecessors, chain }: BatchScript): void {
    const link = (from: number, to: number) =>
      this.#scheduler.link(this.calls[from] as SimulatedCall, this.calls[to] as SimulatedCall);
    for (const [to, edges] of predecessors.entries()) for (const { from } of edges) link(from, to);
    if (chain === null || !this.#conditions.isSequential) return;
    for (let place = 1; place < chain.length; place++) link(chain[place - 1] as number, chain[place] as number);
  }

  /** Calls by chunk; of a batch without any, none. */
  #heldChunks(): SimulatedCall[][] {
    const chunks = new Map<number, SimulatedCall[]>();
    for (const call of this.calls) {
      const { chunk } = call.script.call;
      if (chunk === undefined) continue;
      const others = chunks.get(chunk);
      if (others === undefined) chunks.set(chunk, [call]);
      else others.push(call);
    }
    return [...chunks].sort(([a], [b]) => a - b).map(([, calls]) => calls);
  }

  #setArrivals(): void {
    const first: SimulatedCall[] = [];
    for (const call of this.calls) {
      const { availableUs } = call.script.call;
      call.pending += 1;
      if (call.script.neverReady) {
        call.pending += 1;
        call.isHeld = true;
      }
      if ((call.script.call.chunk ?? 0) > 0) this.#hold(call);
      else if (availableUs > 0 || this.#conditions.isOpen)
        this.#events.set(availableUs, () => this.#arrive(call), true);
      else first.push(call);
    }
    this.#isSubmitting = true;
    for (const call of first) this.#arrive(call);
    this.#isSubmitting = false;
    if (this.#cutCode !== null) this.#cancelAll(this.#cutCode);
  }

  #setCuts({ cut }: BatchScript): void {
    for (const call of this.calls) {
      const { isCut, call: recorded } = call.script;
      if (isCut && recorded.errorCode === 'DISCARDED') {
        this.#events.set(recorded.endUs, () => this.#cancel(call, 'DISCARDED'));
      }
    }
    if (cut !== null) this.#events.set(cut.atUs, () => this.#cutAt(cut.code));
  }

  #pump(): void {
    for (;;) {
      const unblocked = this.#scheduler.nextUnblocked();
      if (unblocked !== undefined) {
        this.#unblocked(unblocked);
        continue;
      }
      const call = this.#scheduler.next(this.#nowUs);
      if (call === null) return;
      this.#start(call);
    }
  }

  #arrive(call: SimulatedCall): void {
    if (call.stage === 'absent') call.stage = 'waiting';
    if (call.script.endsOnArrival && call.stage !== 'ended') this.#end(call);
    this.#scheduler.unblock(call);
    if (this.#cutCode !== null && !this.#isSubmitting) this.#cancel(call, this.#cutCode);
  }

  /** It waits for its chunk. */
  #hold(call: SimulatedCall): void {
    call.stage = 'waiting';
    call.availableUs = 0;
  }

  /** Its chunk begins. */
  #begin(call: SimulatedCall): void {
    call.availableUs = this.#nowUs;
    this.#arrive(call);
  }

  /** Nothing holds it back any more. */
  #unblocked(call: SimulatedCall): void {
    const { checkUs } = call.script;
    if (checkUs === 0) {
      this.#becomeReady(call);
      return;
    }
    call.stage = 'checking';
    call.next = this.#events.set(this.#nowUs + checkUs, () => this.#becomeReady(call));
  }

  #becomeReady(call: SimulatedCall): void {
    const { needsNoSlot, delays } = call.script;
    const delayUs = delays.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
    if (delayUs === 0) {
      if (needsNoSlot) this.#end(call);
      else this.#enqueue(call);
      return;
    }
    call.readyAtUs = this.#nowUs;
    call.stage = 'locking';
    call.next = this.#events.set(this.#nowUs + delayUs, () => {
      let atUs = call.readyAtUs;
      for (const { cause, startUs, endUs } of delays) atUs = call.addWait(cause, atUs, atUs + endUs - startUs);
      if (needsNoSlot) this.#end(call);
      else this.#enqueue(call);
    });
  }

  #enqueue(call: SimulatedCall): void {
    if (call.stage !== 'locking') call.readyAtUs = this.#nowUs;
    call.stage = 'queued';
    this.#scheduler.enqueue(call, this.#nowUs);
  }

  #start(call: SimulatedCall): void {
    call.addQueueWait(this.#scheduler.waited(call, this.#nowUs));
    if (call.isSpent) {
      this.#end(call);
      return;
    }
    const { runUs } = call;
    call.stage = 'running';
    call.startUs = this.#nowUs;
    call.next = this.#events.set(this.#nowUs + runUs, () => this.#attemptEnded(call), runUs === 0);
  }

  #attemptEnded(call: SimulatedCall): void {
    call.endAttempt(this.#nowUs);
    const backoffUs = call.script.backoffsUs[call.attempts.length - 1] ?? null;
    if (backoffUs === null) {
      this.#end(call);
      return;
    }
    this.#scheduler.park(call, this.#nowUs);
    call.stage = 'backing-off';
    call.next = this.#events.set(this.#nowUs + backoffUs, () => this.#backedOff(call));
  }

  /** It ends at this moment anyway: then it ends as it did. */
  #endAttemptNow(call: SimulatedCall, end: SimulatedEvent): void {
    this.#events.remove(end);
    this.#attemptEnded(call);
  }

  #backedOff(call: SimulatedCall): void {
    call.addWait('backoff', call.attempts.at(-1)?.endUs ?? 0, this.#nowUs);
    if (call.isSpent && call.script.endsInBackoff) {
      this.#end(call);
      return;
    }
    call.stage = 'queued';
    this.#scheduler.requeue(call, this.#nowUs);
  }

  #end(call: SimulatedCall): void {
    // A call that never could have started waited for nothing.
    if (call.stage === 'waiting' || call.stage === 'checking') call.readyAtUs = this.#nowUs;
    call.stage = 'ended';
    call.endUs = this.#nowUs;
    this.#scheduler.finish(call, this.#nowUs);
    const fails = call.cutCode === null && call.script.fails;
    if (fails && this.#conditions.failsFast) this.#cutAt('FAIL_FAST');
    if (this.#cutCode === null) for (const next of this.#chunks.end(call)) this.#begin(next);
  }

  /** Ends the batch early; the first to do so counts. */
  #cutAt(code: string): void {
    if (this.#cutCode !== null) return;
    this.#cutCode = code;
    if (!this.#isSubmitting) this.#cancelAll(code);
  }

  #cancelAll(code: string): void {
    for (const call of this.calls) this.#cancel(call, code);
  }

  /** Ends a call early, wherever it is; one that is not there yet ends when it comes. */
  #cancel(call: SimulatedCall, code: string): void {
    if (call.stage === 'running' && call.next?.atUs === this.#nowUs) this.#endAttemptNow(call, call.next);
    switch (call.stage) {
      case 'absent':
      case 'ended':
        return;
      case 'running':
        call.cutAttempt(this.#nowUs, code);
        break;
      case 'backing-off':
        call.addWait('backoff', call.attempts.at(-1)?.endUs ?? 0, this.#nowUs);
        break;
      case 'queued':
        call.addQueueWait(this.#scheduler.waited(call, this.#nowUs));
        break;
      case 'locking':
        call.addWait(call.script.delays[0]?.cause ?? 'conflict', call.readyAtUs, this.#nowUs);
        break;
      case 'waiting':
      case 'checking':
        break;
      default:
        call.stage satisfies never;
    }
    if (call.next !== null) this.#events.remove(call.next);
    if (!call.script.isCut) call.cutCode = code;
    this.#end(call);
    if (call.isHeld) this.#scheduler.unblock(call);
  }
}

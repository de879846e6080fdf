import { addQueueWaits } from '../observe/waits.js';
import { type ScheduledBatch, ScheduledCall, type ScheduledTool } from '../schedule/scheduled-call.js';
import type { Waited } from '../schedule/scheduler.js';
import type { AttemptRecord, CallRecord, WaitCause, WaitRecord } from '../types.js';
import type { CallScript } from './call-script.js';
import type { SimulatedEvent } from './event-queue.js';

/** Where a call is on its way, as of a live one; `absent`: it was not added yet. */
type Stage = 'absent' | 'waiting' | 'checking' | 'locking' | 'queued' | 'running' | 'backing-off' | 'ended';

/** A call of a record that runs again in virtual time. */
export class SimulatedCall extends ScheduledCall {
  readonly script: CallScript;
  readonly attempts: AttemptRecord[] = [];
  readonly waits: WaitRecord[] = [];
  stage: Stage = 'absent';
  /** What happens to it next, unless it is cancelled. */
  next: SimulatedEvent | null = null;
  /** It waits to be cancelled. */
  isHeld = false;
  availableUs: number;
  readyAtUs = 0;
  /** Of the attempt that runs. */
  startUs = 0;
  endUs = 0;
  /** Why it was ended from outside, where the record does not say so. */
  cutCode: string | null = null;

  constructor(batch: ScheduledBatch, tool: ScheduledTool, script: CallScript) {
    super(batch, script.call.seq, tool, script.call.priority);
    this.script = script;
    this.pathUs = script.call.pathUs;
    this.availableUs = script.call.availableUs;
  }

  /** Whether all that is known of it has run. */
  get isSpent(): boolean {
    return this.attempts.length === this.script.runsUs.length;
  }

  get runUs(): number {
    return this.script.runsUs[this.attempts.length] ?? 0;
  }

  /** Takes in that the attempt that runs has ended; the recorded one says how. */
  endAttempt(endUs: number): void {
    const { startUs } = this;
    this.attempts.push({ ...(this.script.call.attempts[this.attempts.length] as AttemptRecord), startUs, endUs });
  }

  /** Takes in that the attempt that runs was cut short. */
  cutAttempt(endUs: number, code: string): void {
    this.endAttempt(endUs);
    const attempt = this.attempts.at(-1) as AttemptRecord;
    if (attempt.outcome === 'cancelled') return;
    const cut = { outcome: 'cancelled', abandoned: false, errorCode: code, errorMessage: null } as const;
    this.attempts[this.attempts.length - 1] = { ...attempt, ...cut };
  }

  /** In the order in which a live call is said to have waited. */
  addQueueWait(waited: Waited): void {
    addQueueWaits(this.waits, this.readyUs, waited);
  }

  addWait(cause: WaitCause, startUs: number, endUs: number): number {
    if (endUs > startUs) this.waits.push({ cause, startUs, endUs });
    return endUs;
  }

  /** How it went this time. */
  record(): Omit<CallRecord, 'critical'> {
    const { script, attempts, waits, availableUs, endUs, cutCode } = this;
    const { critical: _, ...call } = script.call;
    const startUs = attempts[0]?.startUs ?? null;
    const times = { availableUs, readyUs: this.readyAtUs, startUs, endUs, attempts, waits };
    if (cutCode === null) return { ...call, ...times };
    return { ...call, ...times, status: 'cancelled', errorCode: cutCode, errorMessage: null };
  }
}

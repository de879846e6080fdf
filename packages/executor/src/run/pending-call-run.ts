import type { PendingCall, ReleaseOptions } from '../executor-types.js';
import type { ToolResult } from '../types.js';
import type { CallRun } from './call-run.js';
import { discard, release, replaceArgs } from './holding.js';

/** A call as the one who added it sees it. */
export class PendingCallRun implements PendingCall {
  readonly callId: string;
  readonly #run: CallRun;

  constructor(run: CallRun) {
    this.#run = run;
    this.callId = run.call.id;
  }

  /** Made when it is first asked for. */
  get result(): Promise<ToolResult> {
    return this.#run.whenEnded();
  }

  release({ args }: ReleaseOptions = {}): void {
    if (args !== undefined) replaceArgs(this.#run, args);
    release(this.#run);
  }

  discard(): void {
    discard(this.#run);
  }
}

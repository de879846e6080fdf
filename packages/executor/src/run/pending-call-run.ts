import type { PendingCall, ReleaseOptions } from '../executor-types.js';
import type { ToolResult } from '../types.js';
import type { CallRun } from './call-run.js';

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
    if (args !== undefined) this.#run.replaceArgs(args);
    this.#run.release();
  }

  discard(): void {
    this.#run.discard();
  }
}

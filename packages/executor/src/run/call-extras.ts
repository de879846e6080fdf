import type { AsyncResource } from 'node:async_hooks';
import type { ExecutorError } from '../errors.js';
import type { AddOptions } from '../executor-types.js';
import type { EdgeReason } from '../plan/edge.js';
import type { ArgsTemplate } from '../plan/references/args-template.js';
import type { BoundReferences } from '../plan/references/bind-references.js';
import type { CallRecord, ToolResult } from '../types.js';
import type { CallRun } from './call-run.js';
import type { SharedRun } from './shared-runs.js';

/** `from` must end before the call that has this edge starts. */
export interface CallEdge {
  readonly from: CallRun;
  readonly reason: EdgeReason;
}

/** References in the arguments of a call, and what they mean. */
export interface CallReferences {
  readonly template: ArgsTemplate;
  readonly bound: BoundReferences;
}

/** What runs instead of a tool's own `execute`, in the async context it came from. */
export interface OwnExecute {
  readonly execute: NonNullable<AddOptions['execute']>;
  readonly scope: AsyncResource;
}

/** What few calls have, apart from the rest: a million plain ones may be queued. */
export class CallExtras {
  references: CallReferences | null = null;
  edges: readonly CallEdge[] = [];
  level = 0;
  /** Why it ends without running. */
  problem: ExecutorError | null = null;
  /** When it was added or released; µs since the batch was submitted. */
  availableUs = 0;
  isHeld = false;
  /** From 0; null for a batch without `chunkSize`. */
  chunk: number | null = null;
  isDiscarded = false;
  own: OwnExecute | null = null;
  /** Where its result came from without an attempt of its own. */
  source: CallRecord['source'] | null = null;
  /** The result of an earlier batch with which it ends, without running. */
  settled: ToolResult | null = null;
  /** Under which its output is kept; null where it is not. */
  cacheKey: string | null = null;
  /** Goes before that key. */
  cacheGroup = '';
  /** The run it leads or waits for. */
  shared: SharedRun | null = null;
  /** What the faster of two attempts came to, until the other has ended. */
  won: { readonly result: ToolResult; readonly endUs: number } | null = null;

  /** Whether it ends without running: it waits for nothing and touches nothing. */
  get neverRuns(): boolean {
    return this.problem !== null || this.settled !== null;
  }
}

/** What all others have. */
export const NO_EXTRAS: Readonly<CallExtras> = Object.freeze(new CallExtras());

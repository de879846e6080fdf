import type { ToolRuntimeOptions } from '../executor-types.js';
import type { PolicyOptions } from '../policies/policy-options.js';
import type { ToolPolicies } from '../policies/tool-policies.js';
import type { Lane } from '../schedule/lane.js';
import type { Limit } from '../schedule/limit.js';
import type { ScheduledTool } from '../schedule/scheduled-call.js';
import type { Effects } from '../types.js';
import type { SharedRuns } from './shared-runs.js';

/** After this many runs a new one counts as much as if there were no more than these. */
const REMEMBERED_RUNS = 32;

/** What all views of an executor share about the tool of one name. */
export class ToolState implements ScheduledTool {
  readonly toolName: string;
  lane: Lane;
  runningCount = 0;
  /** Null without a limit. */
  limit: Limit | null = null;
  /** As a tool of this name gave it; null where none did. */
  maxConcurrency: number | null = null;
  /** As `configure` said; goes before what the tool says. */
  options: ToolRuntimeOptions = {};
  /** Null before a tool of this name is there. */
  effects: Effects | null = null;
  idempotent = false;
  /** Policies as tools of this name gave them; the first to give one decides. */
  given: PolicyOptions = {};
  /** Null where no attempt is surrounded by any. */
  policies: ToolPolicies | null = null;
  /** Null where no result is kept or shared. */
  shared: SharedRuns | null = null;
  callCount = 0;
  startedCount = 0;
  okCount = 0;
  retryCount = 0;
  timeoutCount = 0;
  /** Sum over all attempts. */
  runUs = 0;
  /** What a run that ends `ok` takes, as learned or given; null before anything is known. */
  durationUs: number | null;
  #learned = 0;

  constructor(toolName: string, lane: Lane, durationUs: number | null) {
    this.toolName = toolName;
    this.lane = lane;
    this.durationUs = durationUs;
  }

  /** Learns from a run that ended `ok`: a mean that forgets slowly. */
  learn(runUs: number): void {
    this.#learned = Math.min(this.#learned + 1, REMEMBERED_RUNS);
    this.durationUs =
      this.#learned === 1 || this.durationUs === null
        ? runUs
        : this.durationUs + (runUs - this.durationUs) / this.#learned;
  }
}

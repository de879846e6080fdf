import type { ResultCache } from '../policies/result-cache.js';
import type { ToolResult } from '../types.js';
import type { CallRun } from './call-run.js';
import { endAs, lead } from './call-sharing.js';

/** The calls of one tool that want the same result: one leads, the others wait for what it comes to. */
export class SharedRun {
  readonly #runs: SharedRuns;
  readonly #key: string;
  #leader: CallRun;
  readonly #followers = new Set<CallRun>();

  constructor(runs: SharedRuns, key: string, leader: CallRun) {
    this.#runs = runs;
    this.#key = key;
    this.#leader = leader;
  }

  join(run: CallRun): void {
    this.#followers.add(run);
  }

  leave(run: CallRun): void {
    this.#followers.delete(run);
  }

  /** Who goes on with the run of a leader that leaves; null where nobody wants its result. */
  succeed(run: CallRun): CallRun | null {
    if (run !== this.#leader) return null;
    // One whose batch has ended as well is about to leave.
    const heir = [...this.#followers].find(({ batch }) => batch.endCause === null);
    if (heir === undefined) return null;
    this.#followers.delete(heir);
    this.#leader = heir;
    return heir;
  }

  /** A call has ended. What its run came to is what all come to, unless it was ended for reasons of its own. */
  ended(run: CallRun, result: ToolResult): void {
    if (run !== this.#leader) return;
    if (result.status !== 'ok' && result.status !== 'error') {
      const heir = this.succeed(run);
      if (heir !== null) lead(heir);
      else this.#runs.delete(this.#key);
      return;
    }
    this.#runs.delete(this.#key);
    for (const follower of this.#followers) endAs(follower, result);
  }
}

/** The results of a tool that are kept, and those on their way. */
export class SharedRuns {
  readonly cache: ResultCache;
  readonly #inFlight = new Map<string, SharedRun>();

  constructor(cache: ResultCache) {
    this.cache = cache;
  }

  /** Joins the run that the key stands for, or leads it from now on. @returns Whether it joined. */
  enter(key: string, run: CallRun): { readonly shared: SharedRun; readonly isFollower: boolean } {
    const found = this.#inFlight.get(key);
    if (found !== undefined) {
      found.join(run);
      return { shared: found, isFollower: true };
    }
    const shared = new SharedRun(this, key, run);
    this.#inFlight.set(key, shared);
    return { shared, isFollower: false };
  }

  delete(key: string): void {
    this.#inFlight.delete(key);
  }
}

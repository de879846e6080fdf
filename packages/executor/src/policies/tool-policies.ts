import type { Clock } from '../clock.js';
import type { ExecutorError } from '../errors.js';
import type { Gate } from '../schedule/gate.js';
import type { ToolCall } from '../types.js';
import { type AdaptedLimit, AdaptiveLimit } from './adaptive-limit.js';
import { CircuitBreaker, type CircuitStateName } from './circuit-breaker.js';
import { Hedge } from './hedge.js';
import type { EndedAttempt, FailedAttempt, Policy } from './policy.js';
import type { PolicyOptions } from './policy-options.js';
import { RateLimit } from './rate-limit.js';
import { ResultCache } from './result-cache.js';
import { retryPolicy } from './retry.js';

/** What policies act on. */
export interface PolicyHost {
  readonly clock: Clock;
  /** The limit that an adaptive one turns. */
  adaptedLimit(initial: number | undefined): AdaptedLimit;
  circuitChanged(state: CircuitStateName, refuses: boolean): void;
}

/** The policies around the attempts of one tool, shared by all views of an executor. */
export class ToolPolicies {
  readonly options: PolicyOptions;
  readonly cache: ResultCache | null;
  readonly hedge: Hedge | null;
  readonly gates: readonly Gate[];
  readonly #made = new Map<keyof PolicyOptions, object>();
  readonly #policies: readonly Policy[];

  /** @param before - Whose policies go on where their options are the same; what a rate limit counted always does. */
  constructor(options: PolicyOptions, host: PolicyHost, before: ToolPolicies | null) {
    this.options = options;
    const make = <Name extends keyof PolicyOptions>(
      name: Name,
      create: (given: NonNullable<PolicyOptions[Name]>) => object,
    ): void => {
      const given = options[name];
      const kept = before !== null && before.options[name] === given ? before.#made.get(name) : undefined;
      if (given != null) this.#made.set(name, kept ?? create(given));
    };
    const rateBefore = before === null ? null : ((before.#made.get('rateLimit') as RateLimit | undefined) ?? null);
    // The order around an attempt, outermost first: docs/decisions/2026-11-21-policy-order.md
    make('cache', (given) => new ResultCache(given, host.clock));
    make('circuitBreaker', (given) => new CircuitBreaker(given, host.circuitChanged));
    make('rateLimit', (given) => new RateLimit(given, rateBefore));
    make('adaptiveLimit', (given) => new AdaptiveLimit(given, host.adaptedLimit(given.initial)));
    make('hedge', (given) => new Hedge(given));
    make('retry', (given) => retryPolicy(given));
    this.cache = (this.#made.get('cache') as ResultCache | undefined) ?? null;
    this.hedge = (this.#made.get('hedge') as Hedge | undefined) ?? null;
    this.#policies = [...this.#made].flatMap(([name, made]) => (name === 'cache' ? [] : [made as Policy]));
    this.gates = this.#policies.flatMap(({ gate }) => gate ?? []);
  }

  /** Why a call must not queue; null where it may. */
  refusal(call: ToolCall, nowUs: number): ExecutorError | null {
    for (const policy of this.#policies) {
      const refusal = policy.refusal?.(call, nowUs) ?? null;
      if (refusal !== null) return refusal;
    }
    return null;
  }

  attemptEnded(ended: EndedAttempt): void {
    for (const policy of this.#policies) policy.attemptEnded?.(ended);
  }

  /** @returns Milliseconds until the next attempt; null to leave it at that. */
  retryInMs(failed: FailedAttempt): number | null {
    for (const policy of this.#policies) {
      const retryInMs = policy.retryInMs?.(failed) ?? null;
      if (retryInMs !== null) return retryInMs;
    }
    return null;
  }
}

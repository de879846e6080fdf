import { isDeepStrictEqual } from 'node:util';
import { check, checkConcurrency, checkPriority, checkTimeout } from '../check.js';
import { ExecutorError } from '../errors.js';
import type { ToolRuntimeOptions } from '../executor-types.js';
import { type AdaptedLimit, adaptiveStart } from '../policies/adaptive-limit.js';
import { checkPolicies } from '../policies/check-policies.js';
import { POLICY_NAMES, type PolicyOptions } from '../policies/policy-options.js';
import { type PolicyHost, ToolPolicies } from '../policies/tool-policies.js';
import type { Limit } from '../schedule/limit.js';
import type { AnyTool } from '../types.js';
import type { Engine } from './engine.js';
import { SharedRuns } from './shared-runs.js';
import { ToolState } from './tool-state.js';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The tools of an executor by name, with the limits and policies that all its views share. */
export class ToolRegistry {
  readonly #engine: Engine;
  readonly #tools = new Map<string, ToolState>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get all(): Iterable<ToolState> {
    return this.#tools.values();
  }

  /** The state of a tool, made when its name is first seen. */
  get(name: string): ToolState {
    const found = this.#tools.get(name);
    if (found !== undefined) return found;
    const { scheduler, options } = this.#engine;
    const state = new ToolState(name, scheduler.unlimited, options.durationsUs.get(name) ?? null);
    this.#tools.set(name, state);
    return state;
  }

  /** @throws {ExecutorError} `INVALID_OPTION`, changing nothing, when one of the tools has another limit or policy already. */
  add(tools: readonly AnyTool[]): void {
    for (const tool of tools) {
      this.#engine.pools.check(tool);
      const state = this.#tools.get(tool.name);
      if (state !== undefined) checkSame(tool, state);
    }
    for (const tool of tools) {
      const state = this.get(tool.name);
      state.effects ??= tool.effects ?? 'write';
      state.idempotent ||= tool.idempotent === true;
      const { maxConcurrency = NO_LIMIT } = tool;
      if (maxConcurrency !== NO_LIMIT && state.maxConcurrency === null) {
        state.maxConcurrency = maxConcurrency;
        if (state.options.maxConcurrency === undefined) this.#limit(state, maxConcurrency);
      }
      this.#share(state, this.#engine.sharedLimits(tool));
      for (const name of POLICY_NAMES) {
        if (tool[name] != null) state.given = { ...state.given, [name]: state.given[name] ?? tool[name] };
      }
      this.#applyPolicies(state);
    }
  }

  /** @throws {ExecutorError} `INVALID_OPTION`. */
  check(toolOptions: Readonly<Record<string, ToolRuntimeOptions>>): void {
    for (const [name, given] of Object.entries(toolOptions)) {
      const state = this.#tools.get(name);
      const option = (key: string) => `toolOptions: "${name}": ${key}`;
      check(state !== undefined, `toolOptions: "${name}"`, 'must name a tool of this executor', name);
      check(typeof given === 'object' && given !== null, `toolOptions: "${name}"`, 'must be an object', given);
      if (given.maxConcurrency !== undefined) checkConcurrency(option('maxConcurrency'), given.maxConcurrency);
      if (given.timeoutMs !== undefined) checkTimeout(option('timeoutMs'), given.timeoutMs);
      if (given.priority !== undefined) checkPriority(option('priority'), given.priority);
      checkPolicies(
        given as PolicyOptions,
        { effects: state.effects ?? undefined, idempotent: state.idempotent },
        option,
      );
    }
  }

  /** Takes what `check` found right. */
  configure(toolOptions: Readonly<Record<string, ToolRuntimeOptions>>): void {
    for (const [name, given] of Object.entries(toolOptions)) {
      const state = this.get(name);
      state.options = { ...state.options, ...given };
      if (given.maxConcurrency !== undefined) this.#limit(state, given.maxConcurrency);
      this.#applyPolicies(state);
    }
  }

  /** Where an adaptive limit goes on from, if there is one; else the limit itself. */
  #limit(state: ToolState, given: number): void {
    const { scheduler } = this.#engine;
    const adaptive = policiesOf(state)?.adaptiveLimit;
    const maxConcurrency = adaptive == null ? given : adaptiveStart({ ...adaptive, initial: undefined }, given);
    const nowUs = this.#engine.nowUs();
    const isLifted = adaptive == null && maxConcurrency === NO_LIMIT;
    if (state.limit !== null && !isLifted) {
      state.limit.resize(maxConcurrency, nowUs);
      return;
    }
    // One that never says no costs a call a fifth more than none.
    state.limit = isLifted ? null : this.#engine.newLimit(maxConcurrency);
    scheduler.limitTool(state, state.limit, nowUs, state.policies?.gates);
  }

  /** Calls of the tool also take places in these, which other tools have as well. */
  #share(state: ToolState, limits: readonly Limit[]): void {
    const { shared } = state.lane;
    const added = limits.filter((limit) => !shared.includes(limit));
    if (added.length === 0) return;
    const { scheduler } = this.#engine;
    scheduler.limitTool(state, state.limit, this.#engine.nowUs(), state.policies?.gates, [...shared, ...added]);
  }

  #applyPolicies(state: ToolState): void {
    const options = policiesOf(state);
    const before = state.policies;
    if (before === null ? options === null : isSameChoice(before.options, options)) return;
    state.policies = options === null ? null : new ToolPolicies(options, this.#hostOf(state), before);
    // What was found by turning goes with what turned it.
    const isFixedAgain = before?.options.adaptiveLimit != null && options?.adaptiveLimit == null;
    if (isFixedAgain) this.#limit(state, fixedLimitOf(state) ?? NO_LIMIT);
    const cache = state.policies?.cache ?? null;
    if (state.shared?.cache !== cache) state.shared = cache === null ? null : new SharedRuns(cache);
    const gates = state.policies?.gates ?? [];
    if (gates.length > 0) this.#engine.watchGates();
    this.#engine.scheduler.limitTool(state, state.limit, this.#engine.nowUs(), gates);
  }

  #hostOf(state: ToolState): PolicyHost {
    const engine = this.#engine;
    const toolName = state.toolName;
    return {
      clock: engine.options.clock,
      adaptedLimit: (initial): AdaptedLimit => {
        this.#limit(state, initial ?? state.limit?.maxConcurrency ?? NO_LIMIT);
        return engine.adaptedLimit(state.limit as NonNullable<ToolState['limit']>, toolName);
      },
      circuitChanged: (circuit, refuses) => {
        engine.emitter.emit({
          type: 'circuit-changed',
          toolName,
          atMs: engine.options.clock.wallTimeMs(),
          state: circuit,
        });
        if (refuses && circuit === 'open') engine.refuseQueued(state);
      },
    };
  }
}

/** Null without one. */
function fixedLimitOf({ options, maxConcurrency }: ToolState): number | null {
  return options.maxConcurrency ?? maxConcurrency;
}

/** What `configure` said goes before what the tool says; null turns off. */
function policiesOf({ given, options }: ToolState): PolicyOptions | null {
  const chosen: Record<string, unknown> = {};
  for (const name of POLICY_NAMES) {
    const option = options[name] === undefined ? given[name] : options[name];
    if (option != null) chosen[name] = option;
  }
  return Object.keys(chosen).length === 0 ? null : chosen;
}

function isSameChoice(before: PolicyOptions, after: PolicyOptions | null): boolean {
  return after !== null && POLICY_NAMES.every((name) => before[name] === after[name]);
}

/** A tool of this name is there already: what is shared by name must be the same. */
function checkSame(tool: AnyTool, state: ToolState): void {
  const { name, maxConcurrency = NO_LIMIT } = tool;
  const option = (key: string) => `tool "${name}": ${key}`;
  const has = (what: string) =>
    new ExecutorError('INVALID_OPTION', `${what} this executor has for it`, { toolName: name });
  // What `configure` said goes before what a tool says.
  const known = state.maxConcurrency;
  if (known !== null && state.options.maxConcurrency === undefined && maxConcurrency !== NO_LIMIT) {
    if (known !== maxConcurrency) throw has(`${option('maxConcurrency')} ${maxConcurrency} differs from the ${known}`);
  }
  for (const policy of POLICY_NAMES) {
    const [given, known] = [tool[policy], state.given[policy]];
    if (given == null || known == null || state.options[policy] !== undefined) continue;
    if (!isSamePolicy(given, known)) throw has(`${option(policy)} differs from the one`);
  }
}

/** Functions count as the same: a tool that is made anew for each view has others. */
function isSamePolicy(a: object, b: object): boolean {
  const plain = (options: object) =>
    Object.fromEntries(
      Object.entries(options).filter(([, option]) => option !== undefined && typeof option !== 'function'),
    );
  return isDeepStrictEqual(plain(a), plain(b));
}

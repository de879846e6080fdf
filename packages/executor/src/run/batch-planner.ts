import { checkResources } from '../plan/check-resources.js';
import { remainingPaths } from '../plan/critical-path.js';
import { describePlan, type Plan } from '../plan/describe-plan.js';
import type { Edge } from '../plan/edge.js';
import { IncrementalPlan } from '../plan/incremental-plan.js';
import { levelsOf } from '../plan/levels.js';
import { type BatchPlan, planBatch } from '../plan/plan-batch.js';
import type { PlanCall } from '../plan/plan-call.js';
import { type PlanWarning, planWarnings } from '../plan/plan-warnings.js';
import { readReferences } from '../plan/references/args-template.js';
import { bindReferences } from '../plan/references/bind-references.js';
import { CallNames } from '../plan/references/call-names.js';
import { fillReferences } from '../plan/references/fill-references.js';
import type { Resource } from '../plan/resource.js';
import { type ValidatedArgs, validateArgs } from '../plan/validate-args.js';
import { Claim } from '../schedule/resource-locks.js';
import type { ToolCall } from '../types.js';
import type { BatchRun } from './batch-run.js';
import { resourcesFailed, unknownTool } from './call-errors.js';
import type { CallReferences } from './call-extras.js';
import type { CallRun } from './call-run.js';
import type { ViewTool } from './view.js';

const NO_INDICES: readonly number[] = [];
const NO_NAMES: readonly string[] = [];

/** Finds out what the calls of a batch must wait for, and tells the scheduler. */
export class BatchPlanner {
  readonly #batch: BatchRun;
  /** Of an open batch in which calls may have to wait for others. */
  #growing: IncrementalPlan | null = null;
  /** Null where arguments are taken as they are. */
  readonly #names: CallNames | null;

  constructor(batch: BatchRun) {
    this.#batch = batch;
    this.#names = batch.options.references === null ? null : new CallNames();
  }

  /**
   * Lets other calls refer to this one, the next of its batch.
   *
   * @throws {ExecutorError} `INVALID_CALL` for aliases of its output that are none.
   */
  name({ id, name, outputAliases, position }: ToolCall): void {
    this.#names?.add(id, name, outputAliases, position);
  }

  /**
   * Prepares all calls of a batch and links them.
   *
   * @returns Positions in an order that keeps every edge: call order, but for calls that others need; null where none need any.
   */
  planAll(runs: readonly CallRun[]): readonly number[] | null {
    for (const run of runs) this.#prepare(run);
    const [first] = runs;
    // A single call can wait for nothing but, wrongly, itself.
    const mayWait = runs.length === 1 && first !== undefined ? mayNeed(first) : runs.some((run) => this.#mayWait(run));
    const plan = mayWait ? planBatch(runs.map((run) => this.#planCall(run))) : null;
    if (plan !== null) this.#link(runs, plan);
    this.#decideReferences(runs);
    return plan === null ? null : plan.order;
  }

  /** What `planAll` would find. */
  describe(runs: readonly CallRun[]): Plan {
    const { engine } = this.#batch;
    for (const run of runs) this.#prepare(run, true);
    const plan = planBatch(runs.map((run) => this.#planCall(run)));
    for (const [index, error] of plan.cycles) (runs[index] as CallRun).refuse(error);
    this.#decideReferences(runs);
    const errors = new Map(
      runs.flatMap(({ extras: { problem } }, index) => (problem === null ? [] : [[index, problem]])),
    );
    return describePlan({
      callIds: runs.map(({ call }) => call.id),
      plan,
      durationsMs: runs.map((run) => engine.estimateUs(run.call, run.scheduledTool) / 1000),
      errors,
      warnings: this.#warnings(runs, plan),
    });
  }

  #warnings(runs: readonly CallRun[], plan: BatchPlan): PlanWarning[] {
    if (!this.#batch.options.parallel) return [];
    const calls = runs.map(({ call }) => call);
    return planWarnings(plan, calls, (index) => mayWriteUndeclared(runs[index] as CallRun));
  }

  /** Prepares the call that was just added and links it with those before. */
  planNext(run: CallRun): void {
    const { engine, runs } = this.#batch;
    this.#prepare(run);
    run.refuse(run.extras.references?.bound.error);
    if (this.#growing === null && !this.#mayWait(run)) return;
    this.#addEdges(run, this.#growingPlan(runs).add(this.#planCall(run)), runs);
    const before = runs[run.seq - 2];
    if (!this.#batch.options.parallel && before !== undefined) engine.scheduler.link(before, run);
  }

  /** Prepares a held call whose arguments were replaced. It waits on for what it waited for, and for what these refer to. */
  planAgain(run: CallRun): void {
    const { engine, runs } = this.#batch;
    this.#prepare(run);
    const extras = run.addExtras();
    extras.edges = extras.edges.filter(({ reason }) => reason !== 'reference');
    if (extras.references === null) return;
    const { targets, error } = extras.references.bound;
    run.refuse(error);
    if (error !== null) return;
    const needed = targets.map((index) => runs[index] as CallRun);
    const others = extras.edges.filter(({ from }) => !needed.includes(from));
    extras.edges = [...others, ...needed.map((from) => ({ from, reason: 'reference' as const }))];
    for (const from of needed) engine.scheduler.link(from, run);
    extras.level = Math.max(extras.level, ...needed.map(({ extras: { level } }) => level + 1));
  }

  #mayWait(run: CallRun): boolean {
    const { view, options } = this.#batch;
    return view.isOrdered || !options.parallel || mayNeed(run);
  }

  /**
   * A call on a cycle has that for its error, whatever its references are; else one that names no earlier call is wrong.
   */
  #decideReferences(runs: readonly CallRun[]): void {
    if (this.#names === null) return;
    for (const run of runs) run.refuse(run.extras.references?.bound.error);
  }

  /** Also knows the calls that were added while nothing had to wait. */
  #growingPlan(runs: readonly CallRun[]): IncrementalPlan {
    if (this.#growing !== null) return this.#growing;
    this.#growing = new IncrementalPlan();
    for (let index = 0; index < runs.length - 1; index++) this.#growing.add(this.#planCall(runs[index] as CallRun));
    return this.#growing;
  }

  /** Says what the call touches, once its arguments are known. */
  claim(run: CallRun): void {
    const parent = this.#batch.parent?.run ?? null;
    const { tool, call, args } = run;
    if (tool === null || args === null || (!tool.compiled.isOrdered && parent === null)) return;
    const { resources = [], exclusive = false } = tool.compiled.tool;
    try {
      const claimed: unknown = typeof resources === 'function' ? resources(args) : resources;
      checkResources(`tool "${call.name}": resources`, claimed);
      if (claimed.length > 0 || exclusive || parent !== null) run.claim = new Claim(claimed, exclusive, parent);
    } catch (thrown) {
      run.refuse(resourcesFailed(call, thrown));
    }
  }

  /** The arguments of a call whose references are outputs by now. */
  fill(run: CallRun, { template, bound }: CallReferences): ValidatedArgs | Promise<ValidatedArgs> {
    const { call, tool } = run;
    const { runs, options } = this.#batch;
    const { referenceValue } = options;
    const names = this.#names as CallNames;
    const self = { index: run.seq - 1, callId: call.id, toolName: call.name };
    const outputOf = (index: number) => {
      const { result } = runs[index] as CallRun;
      const output = result?.status === 'ok' ? result.output : undefined;
      return referenceValue === null ? output : referenceValue(output);
    };
    const filled = fillReferences(template, { self, bound, names, outputOf });
    return filled.ok ? validateArgs((tool as ViewTool).compiled, { ...call, args: filled.args }) : filled;
  }

  /**
   * Checks what can be checked before anything runs.
   *
   * @param isDryRun - A check that answers later is not waited for.
   */
  #prepare(run: CallRun, isDryRun = false): void {
    const { tool, call } = run;
    if (run.extras.settled !== null) return;
    if (tool === null) {
      run.refuse(unknownTool(call, [...this.#batch.view.tools.keys()]));
      return;
    }
    run.pathUs = this.#batch.engine.estimateUs(call, run.scheduledTool);
    const references = this.#referencesOf(run);
    if (references !== null) {
      run.addExtras().references = references;
      return;
    }
    const checked = validateArgs(tool.compiled, call);
    if (!(checked instanceof Promise)) run.accept(checked);
    else if (!isDryRun) this.#acceptLater(run, checked);
    this.claim(run);
  }

  #referencesOf({ seq, call }: CallRun): CallReferences | null {
    const { references } = this.#batch.options;
    const { args } = call;
    if (this.#names === null || references === null || typeof args !== 'object' || args === null) return null;
    const template = readReferences(args, references, this.#names);
    if (template === null) return null;
    const self = { index: seq - 1, callId: call.id, toolName: call.name };
    return { template, bound: bindReferences(template, self, this.#names) };
  }

  #acceptLater(run: CallRun, checked: Promise<ValidatedArgs>): void {
    const { engine } = this.#batch;
    const { call } = run;
    run.pending += 1;
    void checked.then((result) => {
      // Other arguments may have come meanwhile.
      if (run.call === call) {
        run.accept(result);
        this.claim(run);
      }
      engine.scheduler.unblock(run);
      engine.pump();
    });
  }

  #planCall(run: CallRun): PlanCall {
    const { call, tool, claim, args, extras } = run;
    const { references, neverRuns } = extras;
    const { dependsOn = NO_NAMES, exclusive = false, resources } = tool?.compiled.tool ?? {};
    const needsNothing = extras.settled !== null;
    const isUnknown = typeof resources === 'function' && args === null && !neverRuns;
    return {
      callId: call.id,
      toolName: call.name,
      toolDependsOn: needsNothing ? NO_NAMES : dependsOn,
      dependsOn: call.dependsOn === undefined || needsNothing ? NO_INDICES : this.#indicesOf(call.dependsOn),
      references: references === null ? NO_INDICES : references.bound.targets.filter((index) => index !== run.seq - 1),
      resources: isUnknown ? 'unknown' : (claim?.resources ?? listOf(resources, run)),
      exclusive,
      neverRuns,
    };
  }

  #indicesOf(ids: readonly string[]): number[] {
    return ids.map((id) => (this.#batch.byId.get(id)?.seq ?? 0) - 1);
  }

  #link(runs: readonly CallRun[], { predecessors, order, cycles }: BatchPlan): void {
    const { engine, options } = this.#batch;
    for (const [index, error] of cycles) (runs[index] as CallRun).refuse(error);
    const levels = levelsOf(predecessors, order);
    const paths = remainingPaths(
      predecessors,
      order,
      runs.map(({ pathUs }) => pathUs),
    );
    for (const [index, run] of runs.entries()) {
      run.pathUs = paths[index] ?? 0;
      this.#addEdges(run, predecessors[index] ?? [], runs);
      // Of a call without edges it is 0.
      if (run.extras.edges.length > 0) run.addExtras().level = levels[index] ?? 0;
    }
    if (options.parallel) return;
    for (let index = 1; index < order.length; index++) {
      engine.scheduler.link(runs[order[index - 1] as number] as CallRun, runs[order[index] as number] as CallRun);
    }
  }

  /** A call that ends without running waits for nothing. */
  #addEdges(run: CallRun, edges: readonly Edge[], runs: readonly CallRun[]): void {
    if (edges.length === 0 || run.extras.neverRuns) return;
    const { scheduler } = this.#batch.engine;
    const extras = run.addExtras();
    extras.edges = edges.map(({ from, reason }) => ({ from: runs[from] as CallRun, reason }));
    for (const { from } of extras.edges) {
      scheduler.link(from, run);
      extras.level = Math.max(extras.level, from.extras.level + 1);
    }
  }
}

function mayWriteUndeclared({ tool, extras }: CallRun): boolean {
  if (tool === null || extras.neverRuns) return false;
  const { effects = 'write', resources, exclusive = false } = tool.compiled.tool;
  return effects === 'write' && resources === undefined && !exclusive;
}

function mayNeed({ call, extras: { references } }: CallRun): boolean {
  return call.dependsOn !== undefined || references !== null;
}

function listOf(resources: readonly Resource[] | unknown, { extras }: CallRun): readonly Resource[] {
  return Array.isArray(resources) && !extras.neverRuns ? (resources as readonly Resource[]) : [];
}

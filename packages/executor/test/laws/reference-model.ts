import { type BatchSpec, type CallSpec, MAX_RETRIES, TIMEOUT_MS } from './workload.js';

/** What a call comes to if nobody ends anything early. */
export type Expected =
  | { readonly status: 'ok'; readonly value: number }
  | { readonly status: 'error' | 'cancelled'; readonly code: string }
  /** `causes`: positions of the failed calls it may name. */
  | { readonly status: 'skipped'; readonly causes: ReadonlySet<number> };

/** What every call of a batch comes to, found by running one after the other, each after those it needs. */
export function expectedResults(batch: BatchSpec): readonly Expected[] {
  const needs = batch.calls.map((_, index) => neededBy(batch, index));
  const expected: (Expected | undefined)[] = batch.calls.map(() => undefined);
  const of = (index: number): Expected => {
    expected[index] ??= refusal(batch, needs, index) ?? afterNeeds(batch, needs[index] ?? [], index, of);
    return expected[index];
  };
  return batch.calls.map((_, index) => of(index));
}

/** The calls whose success a call needs, by what it and its tool say. */
export function neededBy({ calls, isOpen }: BatchSpec, index: number): number[] {
  const { tool, outcome, dependsOn, reference } = calls[index] as CallSpec;
  const needed = new Set(dependsOn);
  // Arguments that are not read refer to nothing.
  if (reference !== null && reference.form !== 'dangling' && hasTool(outcome) && hasArgs(outcome)) {
    if (reference.to !== index) needed.add(reference.to);
  }
  if (tool === 'dependent' && hasTool(outcome)) {
    const known = isOpen ? calls.slice(0, index) : calls;
    for (const [other, call] of known.entries())
      if (call.tool === 'limited' && hasTool(call.outcome)) needed.add(other);
  }
  return [...needed];
}

function hasTool(outcome: CallSpec['outcome']): boolean {
  return outcome !== 'unknown tool';
}

function hasArgs(outcome: CallSpec['outcome']): boolean {
  return outcome !== 'bad args';
}

/** Why a call never runs, whatever the others come to. */
function refusal({ calls }: BatchSpec, needs: readonly (readonly number[])[], index: number): Expected | null {
  const { tool, outcome, reference } = calls[index] as CallSpec;
  if (!hasTool(outcome)) return { status: 'error', code: 'UNKNOWN_TOOL' };
  // What is checked later is found out later.
  if (!hasArgs(outcome) && tool !== 'checked') return { status: 'error', code: 'INVALID_ARGUMENTS' };
  if (reaches(needs, index, index)) return { status: 'error', code: 'PLAN_CYCLE' };
  const isWrong = reference !== null && (reference.form === 'dangling' || reference.to >= index);
  return isWrong && hasArgs(outcome) ? { status: 'error', code: 'INVALID_REFERENCE' } : null;
}

/** Whether a call needs another, be it through others. */
export function reaches(needs: readonly (readonly number[])[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const next = [...(needs[from] ?? [])];
  for (let call = next.pop(); call !== undefined; call = next.pop()) {
    if (call === to) return true;
    if (seen.has(call)) continue;
    seen.add(call);
    next.push(...(needs[call] ?? []));
  }
  return false;
}

function afterNeeds(
  { calls }: BatchSpec,
  needed: readonly number[],
  index: number,
  of: (index: number) => Expected,
): Expected {
  const causes = new Set<number>();
  for (const need of needed) {
    const other = of(need);
    if (other.status === 'skipped') for (const cause of other.causes) causes.add(cause);
    else if (other.status !== 'ok') causes.add(need);
  }
  if (causes.size > 0) return { status: 'skipped', causes };
  const { outcome, reference } = calls[index] as CallSpec;
  if (!hasArgs(outcome)) return { status: 'error', code: 'INVALID_ARGUMENTS' };
  if (reference?.form === 'missing') return { status: 'error', code: 'INVALID_REFERENCE' };
  const input = reference === null ? undefined : of(reference.to);
  return run(calls[index] as CallSpec, index + (input?.status === 'ok' ? input.value : 0));
}

function run(call: CallSpec, value: number): Expected {
  const attempts = call.tool === 'retried' ? MAX_RETRIES + 1 : 1;
  let last: Expected = { status: 'ok', value };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    last = runOnce(call, attempt, value);
    if (last.status !== 'error') return last;
  }
  return last;
}

function runOnce({ outcome, runMs, timeoutMs }: CallSpec, attempt: number, value: number): Expected {
  if (outcome === 'throws at once') return { status: 'error', code: 'TOOL_FAILED' };
  const neverEnds = outcome === 'hangs' || outcome === 'ignores' || outcome === 'ignores for ever';
  if (neverEnds || runMs > (timeoutMs ?? TIMEOUT_MS)) return { status: 'error', code: 'TOOL_TIMEOUT' };
  if (outcome === 'throws' || (outcome === 'limps' && attempt < 2)) return { status: 'error', code: 'TOOL_FAILED' };
  if (outcome === 'control flow') return { status: 'cancelled', code: 'CONTROL_FLOW' };
  return { status: 'ok', value };
}

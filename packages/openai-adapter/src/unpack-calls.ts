import type { Executor } from '@parallel-tools/executor';
import type { CallAnswer } from './answer-text.js';
import { parseArguments } from './parse-arguments.js';
import type { ModelCall } from './run-types.js';

/** Models make up a tool that holds several calls, which some were trained on. */
const WRAPPERS = new Set(['multi_tool_use.parallel', 'multi_tool_use_parallel', 'parallel']);
const PREFIX = 'functions.';

/** A call of the model, and the calls that are executed for it: itself, but for one that holds others. */
export interface UnpackedCall {
  readonly call: ModelCall;
  /** Null for a call that is what it says. */
  readonly parts: readonly ModelCall[] | null;
}

/** The calls that others hold, each under an id of its own. */
export function unpackCalls(calls: readonly ModelCall[], executor: Executor): UnpackedCall[] {
  const taken = new Set(calls.map(({ id }) => id));
  return calls.map((call) => {
    const parts = partsOf(call, executor);
    if (parts === null) return { call, parts };
    return { call, parts: parts.map((part, index) => ({ ...part, id: freeId(`${call.id}.${index + 1}`, taken) })) };
  });
}

/** Whether a call holds others. */
export function holdsCalls(call: ModelCall, executor: Executor): boolean {
  return partsOf(call, executor) !== null;
}

/** One answer per call of the model: one that held others has theirs in a list. */
export function packAnswers(unpacked: readonly UnpackedCall[], answers: readonly CallAnswer[]): CallAnswer[] {
  let next = 0;
  return unpacked.map(({ call, parts }) => {
    if (parts === null) return answers[next++] as CallAnswer;
    const own = answers.slice(next, next + parts.length);
    next += parts.length;
    return { call, text: JSON.stringify(own.map(toEntry)) };
  });
}

function toEntry({ call, text }: CallAnswer): object {
  return { recipient_name: `${PREFIX}${call.name}`, output: readJson(text) };
}

/** Null for a call that holds none, or names a tool that is there. */
function partsOf({ type, name, arguments: text }: ModelCall, { tools }: Executor): Omit<ModelCall, 'id'>[] | null {
  if (type !== 'function' || !WRAPPERS.has(name) || tools.some((tool) => tool.name === name)) return null;
  const parsed = parseArguments(text);
  const uses = parsed.ok ? (parsed.args as { tool_uses?: unknown }).tool_uses : null;
  if (!Array.isArray(uses) || uses.length === 0) return null;
  return uses.map((use) => {
    const { recipient_name, parameters } = (use ?? {}) as { recipient_name?: unknown; parameters?: unknown };
    const outer = typeof recipient_name === 'string' ? recipient_name : '';
    const isThere = tools.some((tool) => tool.name === outer);
    const inner = !isThere && outer.startsWith(PREFIX) ? outer.slice(PREFIX.length) : outer;
    return { type, name: inner, arguments: JSON.stringify(parameters) ?? '' };
  });
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  while (taken.has(id)) id = `${id}'`;
  taken.add(id);
  return id;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A notation of a published planner or data set. Numbers are positions in the batch unless a call or alias has the name.
 *
 * - `llm-compiler`: `$1`, `${1}`, counted from 1; not `$1.50`, `$1,000`, `$1k` or `US$1`, which are prices.
 * - `rewoo`: `#E1`, counted from 1.
 * - `task-bench`: `<node-0>`, and HuggingGPT's `<GENERATED>-0`, counted from 0.
 * - `nestful`: `$var1$`, `$var1.items[0].url$`, also `$var_1…$`, counted from 1.
 * - `nes-tools`: `API_call_0`, which names an output, not a call: it counts only where a call has it as alias or id.
 */
export type ReferenceNotation = 'llm-compiler' | 'rewoo' | 'task-bench' | 'nestful' | 'nes-tools';

/** A place in the arguments of a call where the output of another call belongs. */
export interface Reference {
  /** What is named, as written: `1`, `call_7`, `search`; for `#E2` `E2`, for `$var1.id$` `var1`. */
  readonly name: string;
  /** Keys and indexes into what is named; empty for all of it. */
  readonly path: readonly string[];
  /** As written, shortened, for messages. */
  readonly text: string;
  /** Null for the two canonical forms, which may name a call by position or tool as well. */
  readonly notation: ReferenceNotation | null;
  /** The 1-based position that a notation's name means where no call goes by it; null where it means none. */
  readonly position: number | null;
}

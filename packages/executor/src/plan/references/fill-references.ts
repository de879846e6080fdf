import type { ExecutorError } from '../../errors.js';
import type { ArgsTemplate } from './args-template.js';
import { type Binding, type BoundReferences, describeCall, invalidReference } from './bind-references.js';
import type { CallFacts, CallNames } from './call-names.js';
import { formatJsonPointer } from './json-pointer.js';
import { quoted } from './quoted.js';
import { type ReadPath, readPath } from './read-path.js';
import type { Reference } from './reference.js';

/** Arguments with outputs in the places of references, or why there are none. */
export type FilledArgs =
  | { readonly ok: true; readonly args: object }
  | { readonly ok: false; readonly error: ExecutorError };

/** What a call whose predecessors have ended is filled from. */
export interface FillContext {
  readonly self: CallFacts;
  /** As `bindReferences` gave it for the template, without an error. */
  readonly bound: BoundReferences;
  readonly names: CallNames;
  /** What references see of the output of a call that ended `ok`, by its index; may throw. */
  readonly outputOf: (index: number) => unknown;
}

/**
 * The arguments of a call with the outputs it refers to. A path that is not there, and an output that cannot be written
 * into a text, is an `INVALID_REFERENCE` error that says what was there instead, not what it held. Never throws.
 */
export function fillReferences(template: ArgsTemplate, { self, bound, names, outputOf }: FillContext): FilledArgs {
  const values = new Map<Reference, unknown>();
  for (const binding of bound.bindings) {
    if (!('target' in binding)) continue;
    const read = readOutput(outputOf, binding);
    if (!read.ok) return { ok: false, error: invalidReference(self, problemOf(binding, read.found, names)) };
    values.set(binding.reference, read.value);
  }
  try {
    return { ok: true, args: template.fill((reference) => values.get(reference)) };
  } catch {
    const problem = 'refers, within a text, to an output that cannot be written as JSON; refer to a part of it';
    return { ok: false, error: invalidReference(self, problem) };
  }
}

function readOutput(
  outputOf: FillContext['outputOf'],
  { target, path }: Extract<Binding, { target: number }>,
): ReadPath {
  try {
    return readPath(outputOf(target), path);
  } catch {
    return { ok: false, found: 'its output threw when it was read' };
  }
}

function problemOf(binding: Extract<Binding, { target: number }>, found: string, names: CallNames): string {
  const place = quoted(formatJsonPointer(binding.path));
  return `refers to ${place} of call ${describeCall(binding.target, names)}, which is not there: ${found}`;
}

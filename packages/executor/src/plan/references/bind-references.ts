import { ExecutorError } from '../../errors.js';
import type { ArgsTemplate } from './args-template.js';
import type { CallFacts, CallNames } from './call-names.js';
import { ESCAPE_HINT } from './calls-references.js';
import { plain, quoted } from './quoted.js';
import type { Reference } from './reference.js';

/** A call that refers to others; its index is its 0-based place in the batch. */
export interface ReferringCall extends CallFacts {
  readonly index: number;
}

/** What one reference of a call means: `target` is the index of the call it names. */
export type Binding =
  | {
      /** `forward`: it names a call that comes later. */
      readonly kind: 'ok' | 'self' | 'forward';
      readonly reference: Reference;
      readonly target: number;
      /** Into the output of the target: that of the alias, if it was named by one, and that of the reference. */
      readonly path: readonly string[];
    }
  | { readonly kind: 'dangling'; readonly reference: Reference }
  | { readonly kind: 'ambiguous'; readonly reference: Reference; readonly targets: readonly number[] };

/** What the references of a call mean. */
export interface BoundReferences {
  /** One for each reference of the template, in their order. */
  readonly bindings: readonly Binding[];
  /** Indexes of all calls that are named by one name, later ones and the call itself included; each once. */
  readonly targets: readonly number[];
  /** `INVALID_REFERENCE` for the first reference that is not `ok`, or for arguments that cannot be read; else null. */
  readonly error: ExecutorError | null;
}

/**
 * Which call each reference of a call means.
 *
 * @param names - The same as the arguments were read with.
 */
export function bindReferences(template: ArgsTemplate, self: ReferringCall, names: CallNames): BoundReferences {
  const bindings = template.references.map((reference) => bind(reference, self, names));
  const targets = new Set<number>();
  for (const binding of bindings) if ('target' in binding) targets.add(binding.target);
  const wrong = bindings.find(({ kind }) => kind !== 'ok');
  const problem = template.problem ?? (wrong === undefined ? null : problemOf(wrong, self, names));
  return { bindings, targets: [...targets], error: problem === null ? null : invalidReference(self, problem) };
}

/** The error of a call whose references cannot be resolved; `problem` follows its name. */
export function invalidReference({ callId, toolName }: CallFacts, problem: string): ExecutorError {
  const message = `Call ${plain(callId)} ${problem}`;
  return new ExecutorError('INVALID_REFERENCE', message, { callId, toolName, attempts: 0 });
}

/** The call as messages name it: `call_a (search)`. */
export function describeCall(index: number, names: CallNames): string {
  const call = names.at(index);
  return call === undefined ? `call ${index + 1}` : `${plain(call.callId)} (${plain(call.toolName)})`;
}

function bind(reference: Reference, self: ReferringCall, names: CallNames): Binding {
  const named = names.findReference(reference);
  if (named.kind === 'none') return { kind: 'dangling', reference };
  if (named.kind === 'ambiguous') return { kind: 'ambiguous', reference, targets: named.indexes };
  const kind = named.index < self.index ? 'ok' : named.index === self.index ? 'self' : 'forward';
  return { kind, reference, target: named.index, path: [...named.path, ...reference.path] };
}

function problemOf(binding: Binding, self: ReferringCall, names: CallNames): string {
  const refers = `refers to ${quoted(binding.reference.text)}`;
  switch (binding.kind) {
    case 'ok':
    case 'self':
      return `${refers}, which is the call itself; ${choiceOf(self, names)}`;
    case 'forward':
      return `${refers}, call ${describeCall(binding.target, names)}, which comes after it; ${choiceOf(self, names)}`;
    case 'ambiguous':
      return `${refers}, which may be ${idsOf(binding.targets, names)}; name one of them by its id`;
    case 'dangling': {
      const hint = binding.reference.text.startsWith('${') ? `; ${ESCAPE_HINT}` : '';
      return `${refers}, but no call is named ${quoted(binding.reference.name)}; ${choiceOf(self, names)}${hint}`;
    }
    /* v8 ignore next 2 -- @preserve: there is no other kind, as the compiler knows. */
    default:
      return binding satisfies never;
  }
}

const MOST_LISTED = 20;

/** What the call could have referred to. */
function choiceOf(self: ReferringCall, names: CallNames): string {
  if (self.index === 0) return 'no call comes before it';
  const listed = Array.from({ length: Math.min(self.index, MOST_LISTED) }, (_, index) => {
    const { callId = '', toolName = '', position = index + 1 } = names.at(index) ?? {};
    return `${position} = ${plain(toolName)} (${plain(callId)})`;
  });
  return `it may refer to ${listed.join(', ')}${and(self.index - listed.length)}`;
}

function idsOf(indexes: readonly number[], names: CallNames): string {
  const listed = indexes.slice(0, MOST_LISTED).map((index) => plain(names.at(index)?.callId ?? ''));
  return `${listed.join(' or ')}${and(indexes.length - listed.length)}`;
}

function and(more: number): string {
  return more > 0 ? ` and ${more} more` : '';
}

import type { CallNames } from './call-names.js';
import { addParent, type Container, putSlot, toContainer } from './containers.js';
import { fillContainers } from './fill-containers.js';
import { mayHoldReferences } from './may-hold-references.js';
import { readText } from './read-text.js';
import type { Reference } from './reference.js';
import type { ResolvedReferenceOptions } from './reference-options.js';
import { readTypedReference } from './typed-reference.js';

/** Arguments with references in them, or with text that must be unescaped. */
export interface ArgsTemplate {
  /** In no order that matters; none where there is only text to unescape, or a problem. */
  readonly references: readonly Reference[];
  /** Why the arguments cannot be used, to be read behind "Call c1 "; `bindReferences` makes an error of it. */
  readonly problem: string | null;
  /**
   * A copy of the arguments as they were read, with each reference replaced by its value; parts of them that hold no
   * reference are shared with the caller's object, which is not touched. A reference within a text becomes text: strings
   * as they are, anything else as JSON.
   *
   * @throws What `JSON.stringify` throws for a value within a text that is no JSON; `fillReferences` makes a result of it.
   */
  fill(valueFor: (reference: Reference) => unknown): object;
}

/**
 * Finds the references in the arguments of a call. Only values are read, never keys, and only in arrays and plain objects;
 * the arguments as a whole are no reference. Linear in their size, for any depth and with cycles; never throws.
 *
 * @param names - Of the calls of the batch known so far, the call itself among them.
 * @returns Null where the arguments are to be used as they are.
 * @example
 * readReferences({ url: '${calls.1.items[0].url}' }, resolveReferenceOptions({}), names)?.references[0]?.path; // => ['items', '0', 'url']
 */
export function readReferences(args: object, options: ResolvedReferenceOptions, names: CallNames): ArgsTemplate | null {
  try {
    return mayHoldReferences(args, options.markers) ? new ArgsReader(options, names).read(args) : null;
  } catch {
    return unusable('has arguments that cannot be read: a getter or proxy among them threw');
  }
}

class ArgsReader {
  readonly #options: ResolvedReferenceOptions;
  readonly #names: CallNames;
  readonly #references: Reference[] = [];
  readonly #containers = new Map<object, Container>();

  constructor(options: ResolvedReferenceOptions, names: CallNames) {
    this.#options = options;
    this.#names = names;
  }

  read(args: object): ArgsTemplate | null {
    const root = toContainer(args);
    if (root === null) return null;
    this.#containers.set(args, root);
    // The map grows while it is walked, by the containers within.
    for (const container of this.#containers.values()) {
      for (const [slot, value] of container.values.entries()) {
        const problem = this.#readValue(container, slot, value);
        if (problem !== null) return unusable(problem);
      }
    }
    if (root.slots === null) return null;
    return { references: this.#references, problem: null, fill: (valueFor) => fillContainers(root, valueFor) };
  }

  /** @returns What is wrong with it. */
  #readValue(container: Container, slot: number, value: unknown): string | null {
    if (typeof value === 'string') return this.#readText(container, slot, value);
    return typeof value === 'object' && value !== null ? this.#readObject(container, slot, value) : null;
  }

  #readObject(container: Container, slot: number, value: object): string | null {
    const known = this.#containers.get(value);
    const child = known ?? toContainer(value);
    if (child === null) return null;
    const typed = known === undefined ? readTypedReference(child, this.#names) : null;
    if (typed?.ok === false) return typed.problem;
    if (typed?.ok) return this.#putReference(container, slot, typed.reference);
    this.#containers.set(value, child);
    addParent(child, container, slot);
    return null;
  }

  #readText(container: Container, slot: number, text: string): string | null {
    const read = readText(text, this.#options, this.#names);
    if (read === null) return null;
    if (!read.ok) return read.problem;
    const [first] = read.parts;
    if (read.parts.length === 1 && typeof first === 'object') return this.#putReference(container, slot, first);
    for (const part of read.parts) if (typeof part === 'object') this.#references.push(part);
    putSlot(container, slot, { kind: 'text', parts: read.parts });
    return null;
  }

  #putReference(container: Container, slot: number, reference: Reference): null {
    this.#references.push(reference);
    putSlot(container, slot, { kind: 'value', reference });
    return null;
  }
}

function unusable(problem: string): ArgsTemplate {
  return {
    references: [],
    problem,
    fill: () => {
      throw new TypeError(problem);
    },
  };
}

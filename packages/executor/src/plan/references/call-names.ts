import { ExecutorError } from '../../errors.js';
import { parseJsonPointer } from './json-pointer.js';
import { plain, quoted } from './quoted.js';
import type { Reference } from './reference.js';

/** What a name means. An index is a call's 0-based place in the batch; `path` leads to the named part of its output. */
export type NamedCall =
  | { readonly kind: 'one'; readonly index: number; readonly path: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly indexes: readonly number[] };

/** Names for parts of a call's output: alias → JSON Pointer, `''` for all of it. */
export type OutputAliases = Readonly<Record<string, string>>;

/** What is known of a call that may be named. */
export interface CallFacts {
  readonly callId: string;
  readonly toolName: string;
}

/** A call and the number by which it may be named. */
export interface NumberedCall extends CallFacts {
  readonly position: number;
}

type Named = { readonly index: number; readonly path: readonly string[] };

const NONE: NamedCall = Object.freeze({ kind: 'none' });
const WHOLE: readonly string[] = Object.freeze([]);

/** By what names the calls of a batch may be referred to. Adding is O(1), and so is finding, over all that is found. */
export class CallNames {
  readonly #calls: NumberedCall[] = [];
  readonly #byId = new Map<string, Named[]>();
  readonly #byAlias = new Map<string, Named[]>();
  readonly #byTool = new Map<string, Named[]>();
  /** Null while each call has its place in the batch for a number. */
  #byPosition: Map<number, Named[]> | null = null;
  // Calls before it are in the maps by id and tool: most batches have no reference and never need them.
  #indexedCount = 0;

  /** How many calls there are. */
  get size(): number {
    return this.#calls.length;
  }

  /**
   * @param position - The number by which it may be named.
   * @throws {ExecutorError} `INVALID_CALL` for an alias whose place is no JSON Pointer.
   */
  add(callId: string, toolName: string, aliases?: OutputAliases, position = this.#calls.length + 1): void {
    const index = this.#calls.length;
    const paths = aliases === undefined ? [] : Object.entries(aliases).map((entry) => pathOf(entry, callId));
    for (const [alias, path] of paths) addTo(this.#byAlias, alias, { index, path });
    this.#calls.push({ callId, toolName, position });
    if (position !== index + 1 || this.#byPosition !== null) this.#addPosition(position, index);
  }

  /** What a name means: an id, else an alias, else a position, else the name of a tool. */
  find(name: string): NamedCall {
    this.#index();
    return this.#findLabel(name) ?? this.#findPosition(positionOf(name)) ?? found(this.#byTool.get(name)) ?? NONE;
  }

  /** As `find`; in a notation other than the canonical ones tools have no names, and it says which position is meant. */
  findReference(reference: Pick<Reference, 'name' | 'notation' | 'position'>): NamedCall {
    if (reference.notation === null) return this.find(reference.name);
    this.#index();
    return this.#findLabel(reference.name) ?? this.#findPosition(reference.position) ?? NONE;
  }

  /** Whether a call has this very id. */
  hasId(callId: string): boolean {
    this.#index();
    return this.#byId.has(callId);
  }

  /** The call at an index; undefined beyond the last. */
  at(index: number): NumberedCall | undefined {
    return this.#calls[index];
  }

  #index(): void {
    for (; this.#indexedCount < this.#calls.length; this.#indexedCount++) {
      const { callId = '', toolName = '' } = this.#calls[this.#indexedCount] ?? {};
      const place = { index: this.#indexedCount, path: WHOLE };
      addTo(this.#byId, callId, place);
      addTo(this.#byTool, toolName, place);
    }
  }

  #findLabel(label: string): NamedCall | null {
    return found(this.#byId.get(label)) ?? found(this.#byAlias.get(label));
  }

  #addPosition(position: number, index: number): void {
    this.#byPosition ??= new Map(
      this.#calls.slice(0, index).map((_, before) => [before + 1, [{ index: before, path: WHOLE }]]),
    );
    addTo(this.#byPosition, position, { index, path: WHOLE });
  }

  #findPosition(position: number | null): NamedCall | null {
    if (position !== null && this.#byPosition !== null) return found(this.#byPosition.get(position));
    if (position === null || position < 1 || position > this.#calls.length) return null;
    return { kind: 'one', index: position - 1, path: WHOLE };
  }
}

function pathOf([alias, pointer]: [string, unknown], callId: string): [alias: string, path: readonly string[]] {
  const path = typeof pointer === 'string' ? parseJsonPointer(pointer) : null;
  if (path !== null) return [alias, path];
  const message = `call ${plain(callId)}: alias ${quoted(alias)} must be a JSON Pointer: "", or one that starts with "/"`;
  throw new ExecutorError('INVALID_CALL', message, { callId });
}

function addTo<Name>(map: Map<Name, Named[]>, name: Name, place: Named): void {
  const places = map.get(name);
  if (places === undefined) map.set(name, [place]);
  else places.push(place);
}

function found(places: readonly Named[] | undefined): NamedCall | null {
  const [first, second] = places ?? [];
  if (places === undefined || first === undefined) return null;
  if (second === undefined) return { kind: 'one', ...first };
  return { kind: 'ambiguous', indexes: places.map(({ index }) => index) };
}

function positionOf(name: string): number | null {
  return /^[1-9]\d{0,8}$/.test(name) ? Number(name) : null;
}

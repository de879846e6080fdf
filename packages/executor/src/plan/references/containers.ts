import type { Reference } from './reference.js';
import type { TextParts } from './text-parts.js';

/** An object or array of arguments as it was when it was read; what the caller does to it later changes nothing. */
export interface Container {
  /** Own enumerable keys; null for an array. */
  readonly keys: readonly string[] | null;
  readonly values: readonly unknown[];
  readonly hasPrototype: boolean;
  /** Where it stands: itself twice in one place, or in a cycle, has several. */
  readonly parents: { readonly container: Container; readonly slot: number }[];
  /** What stands at a place of `values` instead, by that place; null while nothing does. */
  slots: Map<number, Slot> | null;
}

/** What is to be put in a place: an output, a text with outputs in it, or the copy of a container that has slots. */
export type Slot =
  | { readonly kind: 'value'; readonly reference: Reference }
  | { readonly kind: 'text'; readonly parts: TextParts }
  | { readonly kind: 'container'; readonly container: Container };

/** An object or array to look into; null for anything else, class instances included. */
export function toContainer(value: unknown): Container | null {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value))
    return { keys: null, values: Array.from(value), hasPrototype: true, parents: [], slots: null };
  if (!isPlain(value)) return null;
  const keys = Object.keys(value);
  const values = keys.map((key) => (value as Readonly<Record<string, unknown>>)[key]);
  return { keys, values, hasPrototype: Object.getPrototypeOf(value) !== null, parents: [], slots: null };
}

/** Whether it is an object as JSON makes them, of whatever realm, or one without a prototype. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Says where a container stands, which is then to hold its copy. */
export function addParent(child: Container, container: Container, slot: number): void {
  child.parents.push({ container, slot });
  if (child.slots !== null) putSlot(container, slot, { kind: 'container', container: child });
}

/** Puts something in a place of a container, and with it its copy in the place of every container around it. */
export function putSlot(container: Container, place: number, slot: Slot): void {
  const open: [Container, number, Slot][] = [[container, place, slot]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [target, at, put] = next;
    const isFirst = target.slots === null;
    target.slots ??= new Map();
    target.slots.set(at, put);
    if (!isFirst) continue;
    for (const parent of target.parents)
      open.push([parent.container, parent.slot, { kind: 'container', container: target }]);
  }
}

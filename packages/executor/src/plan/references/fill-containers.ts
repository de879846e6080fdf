import type { Container, Slot } from './containers.js';
import type { Reference } from './reference.js';

/**
 * A copy of a container with its slots filled, and of those within that have slots; all else is what the caller gave.
 *
 * @throws What `JSON.stringify` throws for a value that is no JSON, within a text; a RangeError for a text beyond the
 *   longest string.
 */
export function fillContainers(root: Container, valueFor: (reference: Reference) => unknown): object {
  const copies = new Map<Container, object>();
  const copyOf = (container: Container): object => {
    const copy = copies.get(container) ?? emptyCopy(container);
    copies.set(container, copy);
    return copy;
  };
  copyOf(root);
  // The map grows while it is walked, by the containers within.
  for (const [container, copy] of copies) {
    for (const [place, value] of container.values.entries()) {
      const slot = container.slots?.get(place);
      set(copy, container.keys?.[place] ?? place, slot === undefined ? value : valueIn(slot, copyOf, valueFor));
    }
  }
  return copyOf(root);
}

function emptyCopy(container: Container): object {
  if (container.keys === null) return new Array(container.values.length);
  return container.hasPrototype ? {} : Object.create(null);
}

function valueIn(
  slot: Slot,
  copyOf: (container: Container) => object,
  valueFor: (reference: Reference) => unknown,
): unknown {
  if (slot.kind === 'container') return copyOf(slot.container);
  if (slot.kind === 'value') return valueFor(slot.reference);
  let text = '';
  for (const part of slot.parts) text += typeof part === 'string' ? part : textOf(valueFor(part));
  return text;
}

/** A text as it is, anything else as JSON, what JSON has no word for as `null`. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
}

/** Also where the key is `__proto__`, which an assignment would take for the prototype. */
function set(copy: object, key: PropertyKey, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  else (copy as Record<PropertyKey, unknown>)[key] = value;
}

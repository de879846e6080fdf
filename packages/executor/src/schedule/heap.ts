/** Something a heap can hold: it keeps its own place there. */
export interface HeapItem {
  /** Written by the heap alone; -1 while it is in none. */
  heapIndex: number;
}

/**
 * A binary heap whose items may change their order or leave from anywhere, O(log n) each.
 *
 * @see Williams (1964), "Algorithm 232: Heapsort".
 */
export class Heap<Item extends HeapItem> {
  readonly #items: Item[] = [];
  readonly #precedes: (a: Item, b: Item) => boolean;

  constructor(precedes: (a: Item, b: Item) => boolean) {
    this.#precedes = precedes;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  shift(): Item | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes an item out; one that is not in is left alone. */
  remove(item: Item): void {
    const index = item.heapIndex;
    if (index < 0) return;
    item.heapIndex = -1;
    const last = this.#items.pop() as Item;
    if (last === item) return;
    this.#sink(last, index);
    this.#rise(last, last.heapIndex);
  }

  /** Puts an item that is in where it now belongs. */
  update(item: Item): void {
    this.#sink(item, item.heapIndex);
    this.#rise(item, item.heapIndex);
  }

  #rise(item: Item, from: number): void {
    const items = this.#items;
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const other = items[above] as Item;
      if (!this.#precedes(item, other)) break;
      items[index] = other;
      other.heapIndex = index;
      index = above;
    }
    items[index] = item;
    item.heapIndex = index;
  }

  #sink(item: Item, from: number): void {
    const items = this.#items;
    const { length } = items;
    let index = from;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= length) break;
      const right = below + 1;
      if (right < length && this.#precedes(items[right] as Item, items[below] as Item)) below = right;
      const other = items[below] as Item;
      if (!this.#precedes(other, item)) break;
      items[index] = other;
      other.heapIndex = index;
      index = below;
    }
    items[index] = item;
    item.heapIndex = index;
  }
}

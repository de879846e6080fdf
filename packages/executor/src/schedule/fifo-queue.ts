const COMPACT_AT = 1024;

/** First in, first out, with a way in at the front; O(1) amortised, unlike an array's `shift` and `unshift`. */
export class FifoQueue<Item> {
  // Only items from #head onward are live.
  #items: (Item | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  peek(): Item | undefined {
    return this.#items[this.#head];
  }

  /** The item pushed last; undefined when empty. */
  last(): Item | undefined {
    return this.#items.at(-1);
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** The item goes out next. */
  unshift(item: Item): void {
    if (this.#head === 0) {
      this.#head = this.#items.length + 1;
      this.#items = [...new Array<undefined>(this.#head), ...this.#items];
    }
    this.#head -= 1;
    this.#items[this.#head] = item;
  }

  shift(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

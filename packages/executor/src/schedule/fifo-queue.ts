/** First in, first out; `shift` is O(1) amortised, unlike an array's. */
export interface FifoQueue<Item> {
  readonly size: number;
  peek(): Item | undefined;
  push(item: Item): void;
  shift(): Item | undefined;
}

const COMPACT_AT = 1024;

export function createFifoQueue<Item>(): FifoQueue<Item> {
  // Only items from `head` onward are live.
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    get size() {
      return items.length - head;
    },
    peek: () => items[head],
    push(item) {
      items.push(item);
    },
    shift() {
      const item = items[head];
      if (head === items.length) return undefined;
      items[head] = undefined;
      head += 1;
      if (head >= COMPACT_AT && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
  };
}

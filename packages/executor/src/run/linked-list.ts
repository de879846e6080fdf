/** A place in a list; what `add` gave and `remove` wants. */
export class ListNode<Value> {
  readonly value: Value;
  /** Null when it is in no list. */
  list: LinkedList<Value> | null = null;
  previous: ListNode<Value> | null = null;
  next: ListNode<Value> | null = null;

  constructor(value: Value) {
    this.value = value;
  }
}

/**
 * A doubly linked list, in the order of adding. In place of a `Set` where values come and go all the time: the tables that a
 * `Set` outgrows point from one to the next, and keep what they last held in memory until a full garbage collection.
 */
export class LinkedList<Value> {
  first: ListNode<Value> | null = null;
  #last: ListNode<Value> | null = null;

  get isEmpty(): boolean {
    return this.first === null;
  }

  add(value: Value): ListNode<Value> {
    return this.addNode(new ListNode(value));
  }

  /** Adds a node that is in no list. */
  addNode<Node extends ListNode<Value>>(node: Node): Node {
    node.list = this;
    node.previous = this.#last;
    if (this.#last === null) this.first = node;
    else this.#last.next = node;
    this.#last = node;
    return node;
  }

  /** Takes a node out; one that is out already is left alone. @returns Whether it was in. */
  remove(node: ListNode<Value>): boolean {
    if (node.list !== this) return false;
    const { previous, next } = node;
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    // A dead node that points to live ones would keep them in memory once it is old itself.
    node.list = null;
    node.previous = null;
    node.next = null;
    return true;
  }

  /** All values; more may be added and any taken out meanwhile. */
  toArray(): Value[] {
    const values: Value[] = [];
    for (let node = this.first; node !== null; node = node.next) values.push(node.value);
    return values;
  }
}

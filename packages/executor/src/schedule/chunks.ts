/** Calls that run chunk by chunk: one begins when all calls of the one before have ended. */
export class Chunks<Call> {
  readonly #chunks: readonly (readonly Call[])[];
  #current = 0;
  /** Those of the current chunk that have not ended. */
  #open: Set<Call>;

  /** @param chunks - In order, none of them empty. */
  constructor(chunks: readonly (readonly Call[])[]) {
    this.#chunks = chunks;
    this.#open = new Set(chunks[0]);
  }

  /**
   * Takes in that a call has ended.
   *
   * @returns The calls that may begin now: of the next chunk if this one's was the last end of the current chunk, else none.
   */
  end(call: Call): readonly Call[] {
    if (!this.#open.delete(call) || this.#open.size > 0) return [];
    this.#current += 1;
    const next = this.#chunks[this.#current] ?? [];
    this.#open = new Set(next);
    return next;
  }
}

/** @param size - Most items of a chunk; a positive integer. */
export function inChunks<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let index = 0; index < items.length; index += size) chunks.push(items.slice(index, index + size));
  return chunks;
}

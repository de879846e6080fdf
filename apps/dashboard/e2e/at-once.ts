/** Does something with every item, with so many at a time, as a browser asks for what a page needs. */
export async function atOnce<T>(count: number, items: Iterable<T>, ask: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const work = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await ask(next.value);
  };
  await Promise.all(Array.from({ length: count }, work));
}

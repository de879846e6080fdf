import type { Store } from './store.js';

/**
 * A store that asks at most so many questions at once, longest waiting first. A driver would count the wait for one of its
 * connections as time that connecting takes, and give up.
 */
export function limitedReads(store: Store, limit: number): Store {
  const waiting: (() => void)[] = [];
  let askedCount = 0;
  return {
    ...store,
    async query(statement) {
      if (askedCount < limit) askedCount += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await store.query(statement);
      } finally {
        const next = waiting.shift();
        if (next === undefined) askedCount -= 1;
        else next();
      }
    },
  };
}

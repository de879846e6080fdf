/** Values pushed on one side and iterated, in order, on the other. */
export interface EventStream<Event> {
  push(event: Event): void;
  /** Yields what was pushed and ends after the first event that `isLast` says is it. */
  iterate(isLast: (event: Event) => boolean): AsyncGenerator<Event, void, undefined>;
}

export function createEventStream<Event>(): EventStream<Event> {
  let pushed: Event[] = [];
  let wake: (() => void) | null = null;
  return {
    push(event) {
      pushed.push(event);
      wake?.();
    },
    async *iterate(isLast) {
      while (true) {
        const events = pushed;
        pushed = [];
        for (const event of events) {
          yield event;
          if (isLast(event)) return;
        }
        if (pushed.length > 0) continue;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}

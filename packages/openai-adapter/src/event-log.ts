/** Events kept from the first on, so that whoever iterates, and whenever, sees them all. */
export interface EventLog<Event> {
  push(event: Event): void;
  /** No more will come; with an error, iterations throw it at their end. */
  end(error?: unknown): void;
  iterate(): AsyncGenerator<Event, void, undefined>;
}

export function createEventLog<Event>(): EventLog<Event> {
  const events: Event[] = [];
  let ended: { readonly error: unknown } | null = null;
  let changed = Promise.withResolvers<void>();

  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  return {
    push(event) {
      events.push(event);
      wake();
    },
    end(error) {
      ended = { error };
      wake();
    },
    async *iterate() {
      for (let next = 0; ; ) {
        const event = events[next];
        if (event !== undefined) {
          next += 1;
          yield event;
        } else if (ended === null) await changed.promise;
        else if (ended.error === undefined) return;
        else throw ended.error;
      }
    },
  };
}

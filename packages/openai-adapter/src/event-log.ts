/** Events kept from the first on, so that whoever iterates, and whenever, sees them all. */
export interface EventLog<Event> {
  push(event: Event): void;
  /** No more will come: iterations end. */
  end(): void;
  /** No more will come: iterations throw this at their end. */
  fail(error: unknown): void;
  iterate(): AsyncGenerator<Event, void, undefined>;
}

type LogState = { readonly is: 'open' } | { readonly is: 'ended' } | { readonly is: 'failed'; readonly error: unknown };

export function createEventLog<Event extends object>(): EventLog<Event> {
  const events: Event[] = [];
  let state: LogState = { is: 'open' };
  let changed = Promise.withResolvers<void>();

  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const settle = (settled: LogState) => {
    state = settled;
    wake();
  };

  return {
    push(event) {
      events.push(event);
      wake();
    },
    end: () => settle({ is: 'ended' }),
    fail: (error) => settle({ is: 'failed', error }),
    async *iterate() {
      let next = 0;
      while (true) {
        const event = events[next];
        if (event !== undefined) {
          next += 1;
          yield event;
        } else if (state.is === 'open') await changed.promise;
        else if (state.is === 'ended') return;
        else throw state.error;
      }
    },
  };
}

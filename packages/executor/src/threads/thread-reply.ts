/** What a thread says of a task. */
export type ThreadReply =
  | { readonly status: 'ok'; readonly output: unknown }
  | { readonly status: 'threw'; readonly thrown: DescribedThrow }
  | { readonly status: 'not-loaded'; readonly thrown: DescribedThrow }
  | { readonly status: 'no-export'; readonly found: readonly string[] }
  | { readonly status: 'not-cloneable'; readonly thrown: DescribedThrow };

/** Anything that can be thrown, as a value that can be cloned. */
export type DescribedThrow = DescribedError | { readonly kind: 'value'; readonly value: unknown };

export interface DescribedError {
  readonly kind: 'error';
  /** The language's own class that it is one of: `'TypeError'`. */
  readonly builtIn: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  /** Its further fields, as far as they can be cloned. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Null without one; in a list, as a cause may be undefined. */
  readonly cause: readonly [DescribedThrow] | null;
  /** Of an `AggregateError`. */
  readonly errors: readonly DescribedThrow[] | null;
}

import type { DescribedError, DescribedThrow } from './thread-reply.js';

const BUILT_INS = { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, Error } as const;

/**
 * What was thrown in another thread. Of an error the class is lost, unless it is one of the language; name, message, code,
 * stack, cause and further fields are as they were there.
 */
export function reviveThrow(thrown: DescribedThrow): unknown {
  return thrown.kind === 'value' ? thrown.value : reviveError(thrown);
}

function reviveError({ builtIn, name, message, stack, fields, cause, errors }: DescribedError): Error {
  const options = cause === null ? undefined : { cause: reviveThrow(cause[0]) };
  const error =
    builtIn === 'AggregateError'
      ? new AggregateError((errors ?? []).map(reviveThrow), message, options)
      : new (BUILT_INS[builtIn as keyof typeof BUILT_INS] ?? Error)(message, options);
  if (error.name !== name) hide(error, 'name', name);
  // Where it was thrown, not where it was put together again.
  hide(error, 'stack', stack ?? `${name}: ${message}`);
  if (errors !== null && builtIn !== 'AggregateError') hide(error, 'errors', errors.map(reviveThrow));
  for (const [key, value] of Object.entries(fields)) {
    Object.defineProperty(error, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return error;
}

/** As errors have them: not enumerable. */
function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, enumerable: false, configurable: true, writable: true });
}

import { ExecutorError } from './errors.js';

export function checkConcurrency(option: string, value: unknown): void {
  const holds = value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) > 0);
  check(holds, option, 'must be a positive integer or Infinity', value);
}

export function checkTimeout(option: string, value: unknown): void {
  check(typeof value === 'number' && value > 0, option, 'must be a positive number or Infinity', value);
}

export function checkPriority(option: string, value: unknown): void {
  check(Number.isFinite(value), option, 'must be a finite number', value);
}

export function checkBoolean(option: string, value: unknown): void {
  check(typeof value === 'boolean', option, 'must be true or false', value);
}

/** @throws {ExecutorError} `INVALID_OPTION`: `<option> <rule>, got <value>`. */
export function check(holds: boolean, option: string, rule: string, value: unknown): asserts holds {
  if (!holds) throw new ExecutorError('INVALID_OPTION', `${option} ${rule}, got ${show(value)}`);
}

/** A value as a message may show it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

import { formatDuration } from '@/lib/format';
import { CHANGE_SHAPES, type Change } from './change';

/** "concurrency limit 3 to 6", as it stands in a list. */
export function changeWords({ kind, value }: Change, recorded: number | null): string {
  switch (kind) {
    case 'rate':
      return 'without its rate limit';
    case 'retries':
      return 'no retries of calls that fail';
    case 'cache':
      return `cache hits ${recorded ?? 0} % to ${value ?? 0} %`.replaceAll(' %', '\u00a0%');
    default:
      return `${CHANGE_SHAPES[kind].label} ${valueWords(kind, recorded)} to ${valueWords(kind, value)}`;
  }
}

/** A value of a setting with its unit. */
export function valueWords(kind: Change['kind'], value: number | null): string {
  switch (kind) {
    case 'limit':
      return value === null ? 'no limit' : String(value);
    case 'timeout':
      return value === null ? 'none reached' : formatDuration(value * 1000);
    case 'time':
    case 'cache':
      return `${value ?? 0}\u00a0%`;
    case 'rate':
    case 'retries':
      return value === null ? 'as recorded' : 'lifted';
    default:
      return kind satisfies never;
  }
}

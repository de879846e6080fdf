/** Which setting a change is of. `time`: run time of a tool, `rate`: its rate limit, lifted. */
export type ChangeKind = 'limit' | 'time' | 'timeout' | 'cache' | 'rate' | 'retries';

/** One setting moved. */
export interface Change {
  readonly kind: ChangeKind;
  /** Null for all tools, which only a limit may be of. */
  readonly toolName: string | null;
  /**
   * `limit`: calls at a time, null for no limit. `time`, `cache`: percent. `timeout`: ms. `rate`, `retries`: 0, lifted.
   */
  readonly value: number | null;
}

interface ChangeShape {
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** The settings in words, and the values that make sense. */
export const CHANGE_SHAPES: Readonly<Record<ChangeKind, ChangeShape>> = {
  limit: { label: 'concurrency limit', min: 1, max: 10_000 },
  time: { label: 'run time', min: 10, max: 400 },
  timeout: { label: 'timeout', min: 1, max: 86_400_000 },
  cache: { label: 'cache hits', min: 0, max: 100 },
  rate: { label: 'rate limit', min: 0, max: 0 },
  retries: { label: 'retries', min: 0, max: 0 },
};

const MAX_CHANGES = 12;
const MAX_NAME_LENGTH = 256;
const PATTERN = /^(limit|time|timeout|cache|rate|retries)\.(none|\d{1,8})(?:\.(.+))?$/s;

/** `limit.6` for all tools, `limit.4.fetch_page` for one, `limit.none.fetch_page` for none; null for what is no change. */
export function parseChange(text: string): Change | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const kind = match[1] as ChangeKind;
  const toolName = match[3] ?? null;
  const { min, max } = CHANGE_SHAPES[kind];
  if (toolName === null ? kind !== 'limit' : toolName.length > MAX_NAME_LENGTH) return null;
  if (match[2] === 'none') return kind === 'limit' ? { kind, toolName, value: null } : null;
  const value = Number(match[2]);
  return value < min || value > max ? null : { kind, toolName, value };
}

export function serializeChange({ kind, toolName, value }: Change): string {
  return `${kind}.${value ?? 'none'}${toolName === null ? '' : `.${toolName}`}`;
}

/** What makes two changes be of one setting. */
export function settingKey({ kind, toolName }: Pick<Change, 'kind' | 'toolName'>): string {
  return JSON.stringify([kind, toolName]);
}

/** At most one change of each setting: the last that was said. */
export function distinctChanges(changes: readonly Change[]): readonly Change[] {
  const byKey = new Map(changes.map((change) => [settingKey(change), change]));
  return [...byKey.values()].slice(0, MAX_CHANGES);
}

import { formatDuration } from '@/lib/format';
import { CHANGE_SHAPES, type Change, type ChangeKind, settingKey } from './change';
import type { BatchRecord } from './replay';

/** A setting that can be moved, as it was recorded. */
export interface Setting {
  readonly kind: ChangeKind;
  readonly toolName: string | null;
  /** In the change's unit; null for no limit, or where it is not recorded. */
  readonly recorded: number | null;
  /** "recorded 3", "as recorded". */
  readonly recordedWords: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A setting and where it stands now. */
export interface MovedSetting extends Setting {
  readonly value: number | null;
  readonly isMoved: boolean;
}

/** All settings of these batches: the limit of all tools first, then by tool, those called most first. */
export function settingsOf(records: readonly BatchRecord[]): readonly Setting[] {
  const tools = new Map<string, ToolFacts>();
  for (const record of records) addRecord(tools, record);
  const byCalls = [...tools].sort((a, b) => b[1].callCount - a[1].callCount || (a[0] < b[0] ? -1 : 1));
  return [
    limitSetting(null, mostCommon(records.map(({ limits }) => limits.maxConcurrency)), mostCalls(records)),
    ...byCalls.flatMap(([toolName, facts]) => toolSettings(toolName, facts)),
  ];
}

interface ToolFacts {
  callCount: number;
  mostInBatch: number;
  slowestUs: number;
  timedOutUs: number;
  hasRateLimit: boolean;
  hasRetries: boolean;
  readonly limits: (number | null)[];
}

function addRecord(tools: Map<string, ToolFacts>, { calls, limits }: BatchRecord): void {
  const limitByTool = new Map(limits.tools.map(({ toolName, maxConcurrency }) => [toolName, maxConcurrency]));
  const counts = new Map<string, number>();
  for (const { toolName, attempts, waits, status } of calls) {
    const facts = tools.get(toolName) ?? newFacts();
    tools.set(toolName, facts);
    const count = (counts.get(toolName) ?? 0) + 1;
    counts.set(toolName, count);
    facts.callCount += 1;
    facts.mostInBatch = Math.max(facts.mostInBatch, count);
    facts.hasRateLimit ||= waits.some(({ cause }) => cause === 'rate-limit');
    facts.hasRetries ||= status === 'error' && attempts.length > 1 && !attempts.some(({ hedge }) => hedge);
    for (const { startUs, endUs, outcome } of attempts) {
      if (outcome === 'timeout') facts.timedOutUs = Math.max(facts.timedOutUs, endUs - startUs);
      else facts.slowestUs = Math.max(facts.slowestUs, endUs - startUs);
    }
  }
  for (const toolName of counts.keys()) tools.get(toolName)?.limits.push(limitByTool.get(toolName) ?? null);
}

function newFacts(): ToolFacts {
  const numbers = { callCount: 0, mostInBatch: 0, slowestUs: 0, timedOutUs: 0 };
  return { ...numbers, hasRateLimit: false, hasRetries: false, limits: [] };
}

function toolSettings(toolName: string, facts: ToolFacts): readonly Setting[] {
  const asRecorded = { toolName, recordedWords: 'as recorded' };
  const timedOutMs = facts.timedOutUs === 0 ? null : Math.round(facts.timedOutUs / 1000);
  const slowestMs = Math.max(1, Math.ceil(Math.max(facts.slowestUs, facts.timedOutUs) / 1000));
  return [
    limitSetting(toolName, mostCommon(facts.limits), facts.mostInBatch),
    { ...asRecorded, kind: 'time', recorded: 100, min: CHANGE_SHAPES.time.min, max: 200, step: 5 },
    { ...asRecorded, kind: 'cache', recorded: 0, min: 0, max: 100, step: 5 },
    {
      kind: 'timeout',
      toolName,
      recorded: timedOutMs,
      recordedWords: timedOutMs === null ? 'none was reached' : `recorded ${formatDuration(facts.timedOutUs)}`,
      min: 1,
      max: slowestMs * 2,
      step: 1,
    },
    ...(facts.hasRateLimit ? [{ ...asRecorded, kind: 'rate' as const, recorded: null, min: 0, max: 0, step: 1 }] : []),
    ...(facts.hasRetries ? [{ ...asRecorded, kind: 'retries' as const, recorded: null, min: 0, max: 0, step: 1 }] : []),
  ];
}

const LEAST_TOP = 16;

function limitSetting(toolName: string | null, recorded: number | null, mostAtOnce: number): Setting {
  return {
    kind: 'limit',
    toolName,
    recorded,
    recordedWords: recorded === null ? 'recorded without limit' : `recorded ${recorded}`,
    min: 1,
    max: Math.max(LEAST_TOP, 2 * (recorded ?? 0), Math.min(64, mostAtOnce)),
    step: 1,
  };
}

function mostCommon(values: readonly (number | null)[]): number | null {
  const counts = new Map<number | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function mostCalls(records: readonly BatchRecord[]): number {
  return records.reduce((most, { calls }) => Math.max(most, calls.length), 0);
}

// More settings than this at once are a form, not a question; the others are a menu away.
const SHOWN_AT_FIRST = 4;

/** Settings with a control of their own: those moved, and those that decide most to begin with. */
export function shownSettings(settings: readonly Setting[], changes: readonly Change[]): readonly MovedSetting[] {
  const values = new Map(changes.map((change) => [settingKey(change), change.value]));
  const first = new Set(
    settings
      .filter(({ kind, toolName }) => kind === 'limit' || (kind === 'rate' && toolName !== null))
      .slice(0, SHOWN_AT_FIRST),
  );
  return settings
    .filter((setting) => values.has(settingKey(setting)) || first.has(setting))
    .map((setting) => {
      const key = settingKey(setting);
      const isMoved = values.has(key);
      return { ...setting, isMoved, value: isMoved ? (values.get(key) ?? null) : setting.recorded };
    });
}

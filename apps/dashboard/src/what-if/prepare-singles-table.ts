import { formatCount, formatDuration } from '@/lib/format';
import type { ToolColor } from '@/lib/tool-color';
import { numberColumn, type TableCell, type TableModel, textCell, wordColumn } from '@/table/table-model';
import { type Change, serializeChange, settingKey } from './change';
import type { SingleChange } from './single-changes';

interface SinglesTableOptions {
  /** Those made already. */
  readonly changes: readonly Change[];
  /** The page with these changes instead. */
  readonly urlOf: (changes: readonly Change[]) => string;
  readonly colorOf: (toolName: string) => ToolColor;
}

/** Single changes with what each does to the p95 of the makespan, what helps most first. */
export function prepareSinglesTable(rows: readonly SingleChange[], options: SinglesTableOptions): TableModel {
  const lowUs = Math.min(0, ...rows.map(({ effect }) => effect.low));
  const highUs = Math.max(0, ...rows.map(({ effect }) => effect.high));
  const inOrder = rows.toSorted((a, b) => a.effect.value - b.effect.value);
  const unsorted = { isSortable: false };
  return {
    id: 'singles',
    caption: 'Single changes by what they do to the p95 of the makespan',
    columns: [
      wordColumn('tool', 'Tool'),
      wordColumn('change', 'Change'),
      numberColumn('p95ChangeUs', 'p95'),
      numberColumn('lowUs', 'From', 'wide'),
      numberColumn('highUs', 'To', 'wide'),
      {
        ...wordColumn('range', `90\u00a0% range, ${signed(lowUs)} to ${signed(highUs)}, line at 0`, 'tablet'),
        ...unsorted,
      },
      numberColumn('batchesTouched', 'Batches touched', 'desk'),
      { ...numberColumn('effect', 'Effect'), ...unsorted },
    ],
    sort: { column: 'p95ChangeUs', isDescending: false },
    rows: inOrder.map((row) => {
      const { change, words, effect, isClear, touchedCount } = row;
      const at = (us: number) => ((us - lowUs) / Math.max(1, highUs - lowUs)) * 0.92 + 0.04;
      const range = `${signed(effect.low)} to ${signed(effect.high)}`;
      const marks = { at: at(effect.value), low: at(effect.low), high: at(effect.high), zero: at(0) };
      return {
        key: serializeChange(change),
        cells: [
          toolCell(change.toolName, options.colorOf),
          textCell(words),
          textCell(signed(effect.value), effect.value, { isStrong: isClear, isMuted: effect.value === 0 }),
          textCell(signed(effect.low), effect.low, { isMuted: effect.low === 0 }),
          textCell(signed(effect.high), effect.high, { isMuted: effect.high === 0 }),
          textCell(range, range, { view: { kind: 'range', marks, isClear } }),
          textCell(formatCount(touchedCount), touchedCount),
          actionCell(row, options),
        ],
      };
    }),
  };
}

function toolCell(toolName: string | null, colorOf: SinglesTableOptions['colorOf']): TableCell {
  if (toolName === null) return textCell('all tools');
  return textCell(toolName, toolName, { view: { kind: 'tool', color: colorOf(toolName), toolName, url: null } });
}

function actionCell({ change, isClear, effect }: SingleChange, { changes, urlOf }: SinglesTableOptions): TableCell {
  if (changes.some((other) => serializeChange(other) === serializeChange(change))) {
    return textCell('applied', 'applied', { isMuted: true });
  }
  if (!isClear && effect.low <= 0 && effect.high >= 0) {
    return textCell('no clear effect', 'no clear effect', { isMuted: true });
  }
  const others = changes.filter((other) => settingKey(other) !== settingKey(change));
  const value = isClear ? 'clear' : 'of too few batches for a range';
  return textCell('Apply', value, { view: { kind: 'action', url: urlOf([...others, change]) } });
}

function signed(us: number): string {
  if (us === 0) return '0';
  return us > 0 ? `+${formatDuration(us)}` : formatDuration(us);
}

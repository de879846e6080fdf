import type { Bottlenecks } from '@parallel-tools/metrics/queries';
import type { TimeKind } from '@/ui/causes';
import { type Change, settingKey } from '@/what-if/change';
import type { Setting } from '@/what-if/settings';

/** What What if should try first against a wait: its limit lifted. Null for waits that no setting there shortens. */
export function remedyChange(culprit: { readonly toolName: string; readonly kind: TimeKind }): Change | null {
  const { toolName, kind } = culprit;
  if (kind === 'tool-slot') return { kind: 'limit', toolName, value: null };
  if (kind === 'global-slot') return { kind: 'limit', toolName: null, value: null };
  if (kind === 'rate-limit') return { kind: 'rate', toolName, value: 0 };
  return kind === 'backoff' ? { kind: 'retries', toolName, value: 0 } : null;
}

const MAX_REMEDIES = 4;
const HALF_PERCENT = 50;

/**
 * What is worth a replay against what held batches back: the limit that was waited for in steps up to none, then the
 * tools that ran longest on critical paths in half their time, which no setting gives, but which tells what it is worth.
 *
 * @param culprit - What the page blames; null where no limit is.
 */
export function remedyChanges(
  culprit: { readonly toolName: string; readonly kind: TimeKind } | null,
  { rows }: Pick<Bottlenecks, 'rows'>,
  settings: readonly Setting[],
): readonly Change[] {
  const lifted = culprit === null ? null : remedyChange(culprit);
  const steps = lifted === null ? [] : [...limitSteps(lifted, settings), lifted];
  const halved = rows
    .map(({ toolName, parts }) => ({ toolName, runUs: parts.find(({ kind }) => kind === 'run')?.us ?? 0 }))
    .filter(({ runUs }) => runUs > 0)
    .toSorted((a, b) => b.runUs - a.runUs)
    .slice(0, 2)
    .map(({ toolName }): Change => ({ kind: 'time', toolName, value: HALF_PERCENT }));
  return [...steps, ...halved].slice(0, MAX_REMEDIES);
}

/** Twice the limit, where it has a number to double. */
function limitSteps(lifted: Change, settings: readonly Setting[]): readonly Change[] {
  if (lifted.kind !== 'limit') return [];
  const recorded = settings.find((setting) => settingKey(setting) === settingKey(lifted))?.recorded ?? null;
  return recorded === null ? [] : [{ ...lifted, value: recorded * 2 }];
}

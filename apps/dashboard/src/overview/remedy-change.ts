import type { TimeKind } from '@/ui/causes';
import type { Change } from '@/what-if/change';

/** What What if should try first against a wait: its limit lifted. Null for waits that no setting there shortens. */
export function remedyChange(culprit: { readonly toolName: string; readonly kind: TimeKind }): Change | null {
  const { toolName, kind } = culprit;
  if (kind === 'tool-slot') return { kind: 'limit', toolName, value: null };
  if (kind === 'global-slot') return { kind: 'limit', toolName: null, value: null };
  if (kind === 'rate-limit') return { kind: 'rate', toolName, value: 0 };
  return kind === 'backoff' ? { kind: 'retries', toolName, value: 0 } : null;
}

import type { FailureKind } from '@/overview/prepare-failures';

/** How each kind is told apart besides its colour: solid, diagonal, grey, dashed outline. */
export const FAILURE_FILLS: Readonly<Record<FailureKind, { readonly fill: string; readonly stroke?: string }>> = {
  error: { fill: 'var(--status-error)' },
  timeout: { fill: 'url(#p-timeout)' },
  cancelled: { fill: 'var(--status-cancelled)' },
  skipped: { fill: 'none', stroke: 'var(--status-skipped)' },
};

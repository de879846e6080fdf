import type { BatchRow } from '@parallel-tools/metrics/queries';

type Outcome = BatchRow['outcome'] | 'error' | 'timeout' | 'skipped';

/** The mark of an outcome. It always stands beside its word, so readers of the page do not need it. */
export function OutcomeGlyph({ outcome }: { readonly outcome: Outcome }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {drawGlyph(outcome)}
    </svg>
  );
}

function drawGlyph(outcome: Outcome) {
  switch (outcome) {
    case 'ok':
      return <path d="M2 6.4L4.8 9.2L10 3.2" fill="none" stroke="var(--status-ok)" strokeWidth="1.8" />;
    case 'error':
    case 'failed':
      return <path d="M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5" fill="none" stroke="var(--status-error)" strokeWidth="2" />;
    case 'partial':
      return (
        <>
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="var(--status-error)" strokeWidth="1.5" />
          <path d="M6 1.5A4.5 4.5 0 0 1 6 10.5z" fill="var(--status-error)" />
        </>
      );
    case 'timeout':
      return (
        <g fill="none" stroke="var(--status-timeout)" strokeWidth="1.5">
          <circle cx="6" cy="6" r="4.7" />
          <path d="M6 3.2V6L8 7.4" />
        </g>
      );
    case 'cancelled':
      return (
        <g fill="none" stroke="var(--status-cancelled)" strokeWidth="1.5">
          <circle cx="6" cy="6" r="4.7" />
          <path d="M2.8 9.2L9.2 2.8" />
        </g>
      );
    case 'skipped':
      return (
        <circle
          cx="6"
          cy="6"
          r="4.7"
          fill="none"
          stroke="var(--status-skipped)"
          strokeWidth="1.5"
          strokeDasharray="2 1.7"
        />
      );
    default:
      return outcome satisfies never;
  }
}

/** An arrow after a link that leads on. */
export function Arrow() {
  return (
    <svg className="inline-block" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <path d="M1 5H8.5M5.5 2L8.5 5L5.5 8" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}

/** The mark of the project: work, waiting, work, and the path that joins them. */
export function BrandMark() {
  return (
    <svg width="22" height="18" viewBox="0 0 22 18" aria-hidden="true">
      <path d="M1 3H9" stroke="var(--run)" strokeWidth="3" />
      <path d="M1 9H13" stroke="var(--wait-rate-limit)" strokeWidth="3" strokeDasharray="2 1.4" />
      <path d="M13 9H17" stroke="var(--run)" strokeWidth="3" />
      <path d="M15 15H21" stroke="var(--run)" strokeWidth="3" />
      <path d="M1 11.6H17V17.2H21" fill="none" stroke="var(--critical)" strokeWidth="1.5" />
    </svg>
  );
}

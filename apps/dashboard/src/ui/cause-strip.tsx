import { CAUSES, type TimeKind } from './causes';

/** A whole of one width, its parts in order, in the hatches of the timeline. Its numbers stand elsewhere. */
export function CauseStrip({
  parts,
}: {
  readonly parts: readonly { readonly kind: TimeKind; readonly share: number }[];
}) {
  let from = 0;
  return (
    <svg width="100%" height="12" aria-hidden="true">
      {parts.map(({ kind, share }) => {
        const at = from;
        from += share;
        return (
          <rect
            key={at}
            x={`${(at * 100).toFixed(3)}%`}
            width={`${(share * 100).toFixed(3)}%`}
            height="12"
            fill={CAUSES[kind].fill}
          />
        );
      })}
    </svg>
  );
}

interface GhostRow {
  readonly nameWidth: number;
  readonly wait: { readonly fill: string; readonly from: number; readonly to: number } | null;
  readonly dots: number;
  readonly from: number;
  readonly to: number;
}

const TOOL_SLOT = 'url(#p-tool-slot)';
const ROWS: readonly GhostRow[] = [
  { nameWidth: 84, wait: null, dots: 0, from: 150, to: 208 },
  { nameWidth: 84, wait: { fill: TOOL_SLOT, from: 150, to: 208 }, dots: 0, from: 208, to: 293 },
  { nameWidth: 84, wait: null, dots: 0, from: 150, to: 241 },
  { nameWidth: 76, wait: null, dots: 293, from: 293, to: 384 },
  { nameWidth: 76, wait: null, dots: 241, from: 241, to: 351 },
  { nameWidth: 104, wait: null, dots: 0, from: 150, to: 345 },
  { nameWidth: 68, wait: null, dots: 384, from: 384, to: 488 },
  { nameWidth: 92, wait: { fill: 'url(#p-global-slot)', from: 449, to: 488 }, dots: 449, from: 488, to: 631 },
];

const ROW_HEIGHT = 34;
const FIRST_Y = 35;

/** A picture of what a batch will look like; says nothing that the page does not say in words. */
export function GhostTimeline() {
  return (
    <>
      <svg viewBox="0 0 680 310" className="w-full max-w-[680px]" aria-hidden="true">
        {[150, 215, 280, 345, 410, 475, 540, 605, 670].map((x) => (
          <line key={x} x1={x} x2={x} y1={18} y2={302} stroke="var(--line)" />
        ))}
        {ROWS.map((row, index) => {
          const y = FIRST_Y + index * ROW_HEIGHT;
          return (
            <g key={y}>
              <rect
                y={y - 5}
                width={10}
                height={10}
                rx={2}
                fill="none"
                stroke="var(--line-strong)"
                strokeDasharray="2 2"
              />
              <rect x={20} y={y - 4} width={row.nameWidth} height={8} rx={2} fill="var(--line)" />
              {row.dots === 0 ? null : (
                <rect x={150} y={y - 2.5} width={row.dots - 150} height={5} fill="url(#p-dependency)" opacity={0.55} />
              )}
              {row.wait === null ? null : (
                <rect
                  x={row.wait.from}
                  y={y - 4}
                  width={row.wait.to - row.wait.from}
                  height={8}
                  fill={row.wait.fill}
                  opacity={0.55}
                />
              )}
              <rect
                x={row.from}
                y={y - 7}
                width={row.to - row.from}
                height={14}
                fill="var(--line)"
                stroke="var(--line-strong)"
                strokeDasharray="3 2"
              />
            </g>
          );
        })}
        <path d="M150 80H293V148H384V250H488V284H631" fill="none" stroke="var(--critical)" strokeWidth={2} />
      </svg>
      <div className="legend mt-[24px]">
        <span>
          <svg width="16" height="10" aria-hidden="true">
            <rect width="16" height="10" fill="var(--run)" />
          </svg>
          solid is work
        </span>
        <span>
          <svg width="16" height="10" aria-hidden="true">
            <rect width="16" height="10" fill={TOOL_SLOT} />
          </svg>
          hatched is waiting, and the hatch says for what
        </span>
        <span>
          <svg width="16" height="10" aria-hidden="true">
            <rect y="4" width="16" height="2" fill="var(--critical)" />
          </svg>
          the critical path
        </span>
      </div>
    </>
  );
}

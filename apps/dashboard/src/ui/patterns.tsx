/** Hatches, defined once per page: hatched is waiting, and its direction says for what. */
export function Patterns() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <defs>
        <Stripes id="p-tool-slot" color="var(--wait-tool-slot)" angle={45} />
        <Stripes id="p-global-slot" color="var(--wait-global-slot)" angle={-45} />
        <pattern id="p-rate-limit" width="4" height="8" patternUnits="userSpaceOnUse">
          <rect width="4" height="8" fill="var(--wait-rate-limit)" opacity="0.22" />
          <path d="M1 0V8" fill="none" stroke="var(--wait-rate-limit)" strokeWidth="2" />
        </pattern>
        <pattern id="p-circuit" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--wait-circuit)" opacity="0.22" />
          <path d="M0 0L6 6M6 0L0 6" fill="none" stroke="var(--wait-circuit)" strokeWidth="1.5" />
        </pattern>
        <pattern id="p-conflict" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill="var(--wait-dependency)" opacity="0.16" />
          <path d="M0 2.5H5M2.5 0V5" fill="none" stroke="var(--wait-dependency)" strokeWidth="1" />
        </pattern>
        <pattern id="p-host" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <rect width="8" height="8" fill="var(--wait-global-slot)" opacity="0.16" />
          <path d="M0 2H8M0 5H8" fill="none" stroke="var(--wait-global-slot)" strokeWidth="1.2" />
        </pattern>
        <pattern id="p-arrival" width="6" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 3H3" fill="none" stroke="var(--line-strong)" strokeWidth="1" />
        </pattern>
        <pattern id="p-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 3H6" fill="none" stroke="var(--line)" strokeWidth="2" />
        </pattern>
        <pattern id="p-backoff" width="8" height="4" patternUnits="userSpaceOnUse">
          <rect width="8" height="4" fill="var(--wait-backoff)" opacity="0.22" />
          <path d="M0 2H8" fill="none" stroke="var(--wait-backoff)" strokeWidth="1.7" />
        </pattern>
        <pattern id="p-dependency" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--wait-dependency)" opacity="0.1" />
          <circle cx="2" cy="3" r="1.1" fill="var(--wait-dependency)" />
        </pattern>
        <pattern id="p-timeout" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--status-timeout)" opacity="0.3" />
          <path d="M0 2.5H5" fill="none" stroke="var(--status-timeout)" strokeWidth="2.4" />
        </pattern>
        <pattern id="p-lost" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 3H6" fill="none" stroke="var(--line-strong)" strokeWidth="0.7" />
        </pattern>
      </defs>
    </svg>
  );
}

function Stripes({ id, color, angle }: { readonly id: string; readonly color: string; readonly angle: number }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle})`}>
      <rect width="6" height="6" fill={color} opacity="0.22" />
      <path d="M0 3H6" fill="none" stroke={color} strokeWidth="2.2" />
    </pattern>
  );
}

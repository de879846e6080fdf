/** "8.42 s", "842 ms", "0.42 ms": three figures. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${figures(ms / 1000)} s`;
  return `${figures(ms)} ms`;
}

/** "61.3 MB", "6.10 kB": three figures, powers of 1,000. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e6) return `${figures(bytes / 1e6)} MB`;
  return bytes >= 1000 ? `${figures(bytes / 1000)} kB` : `${bytes} B`;
}

/** "2.6×"; "—" where there is nothing to divide by. */
export function formatSpeedup(speedup: number | null): string {
  return speedup === null ? '—' : `${speedup.toFixed(1)}×`;
}

function figures(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

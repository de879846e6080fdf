/** Middle and spread of some numbers. */
export interface Spread {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** @param values - At least one. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

/** @param share - 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

export function scaleSpread({ median, p10, p90 }: Spread, factor: number): Spread {
  return { median: median * factor, p10: p10 * factor, p90: p90 * factor };
}

/** "2.41 (2.30–2.66)", or "2.41" where nothing varies. */
export function formatSpread({ median, p10, p90 }: Spread): string {
  if (p10 === p90) return formatNumber(median);
  return `${formatNumber(median)} (${formatNumber(p10)}–${formatNumber(p90)})`;
}

/** At least three digits that count, and no more than three decimals. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 3);
}

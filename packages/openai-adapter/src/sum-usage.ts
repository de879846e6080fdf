/** Adds up token counts, details included; undefined when nobody reported any. */
export function sumUsage<Usage extends object>(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const reported = usages.filter((usage) => usage !== undefined);
  if (reported.length === 0) return undefined;
  return reported.map(toCounts).reduce(addCounts) as unknown as Usage;
}

/** Usage is counts, and records of counts; what servers add to it is of that kind as well. */
interface Counts {
  readonly [key: string]: number | Counts | undefined;
}

function toCounts(usage: object): Counts {
  return usage as Counts;
}

function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<string, number | Counts | undefined> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = sum[key];
    if (typeof value === 'number') sum[key] = (typeof before === 'number' ? before : 0) + value;
    else if (typeof value === 'object' && value !== null)
      sum[key] = addCounts(typeof before === 'object' ? before : {}, value);
  }
  return sum;
}

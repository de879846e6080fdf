/** Fields outside the API. */
export type ExtraFields = Readonly<Record<string, unknown>>;

/** The fields of a part of a reply added to those of the parts before it: text goes on, lists are joined, else the last counts. */
export function addFields(before: ExtraFields, part: object, names: readonly string[]): ExtraFields {
  let all = before;
  for (const name of names) {
    const value = (part as ExtraFields)[name];
    if (value != null) all = { ...all, [name]: joined(all[name], value) };
  }
  return all;
}

function joined(before: unknown, value: unknown): unknown {
  if (typeof before === 'string' && typeof value === 'string') return before + value;
  return Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
}

import { createSerializer, parseAsStringLiteral } from 'nuqs/server';

/** What the URL of an export says beside what the list's own says. */
export const exportParams = { format: parseAsStringLiteral(['csv', 'json'] as const) };

/** Adds the format to the URL of an export. */
export const exportUrl = createSerializer(exportParams);

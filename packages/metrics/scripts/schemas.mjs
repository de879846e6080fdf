// One schema for two databases: what only one of them has cannot stand in it.

export const PROVIDERS = Object.freeze(['sqlite', 'postgresql']);

/**
 * The schema of one database.
 *
 * @param {string} provider - One of {@link PROVIDERS}.
 * @param {string} template - Text of `prisma/schema.template.prisma`.
 * @returns {string}
 */
export function schemaFor(provider, template) {
  const body = template.slice(template.indexOf('// What recorders store'));
  const head =
    '// Generated from ../schema.template.prisma by `pnpm --filter @parallel-tools/metrics run build`: change that one.\n\n';
  return head + body.replaceAll('{provider}', provider);
}

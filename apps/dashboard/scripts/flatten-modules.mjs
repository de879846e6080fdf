import { cpSync, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Image resizing, which no page uses: 15 MB, and built for one platform. */
const LEFT_OUT = /^(sharp|@img\/.*)$/;

/**
 * Copies the packages that Next traced, laid out by pnpm as a store with links, into one flat folder without links:
 * archives drop those. Licences, which are not traced, come along.
 *
 * @param {string} traced - The `node_modules` of Next's standalone output.
 * @param {string} target
 * @throws {Error} When two versions of a package were traced, as only one fits into a flat folder.
 */
export function flattenModules(traced, target) {
  const store = path.join(traced, '.pnpm');
  /** @type {Map<string, string>} */
  const versions = new Map();
  for (const entry of readdirSync(store).filter((name) => name !== 'node_modules')) {
    for (const name of packagesIn(path.join(store, entry, 'node_modules'))) {
      if (LEFT_OUT.test(name)) continue;
      const from = realpathSync(path.join(store, entry, 'node_modules', name));
      const { version } = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
      const known = versions.get(name);
      if (known !== undefined && known !== version) throw new Error(`${name} was traced as ${known} and as ${version}`);
      if (known !== undefined) continue;
      versions.set(name, version);
      cpSync(from, path.join(target, name), { recursive: true, dereference: true });
      copyLicense(path.join(store, entry, 'node_modules', name), path.join(target, name));
    }
  }
  if (!versions.has('next')) throw new Error('Next was not traced');
}

/** @param {string} folder */
function packagesIn(folder) {
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

/**
 * @param {string} traced
 * @param {string} target
 */
function copyLicense(traced, target) {
  // The same place in the repository's own store, which the trace copies from.
  const source = traced.replace(/[\\/]apps[\\/]dashboard[\\/]\.next[\\/]standalone/, '');
  for (const name of existsSync(source) ? readdirSync(source) : []) {
    if (/^(licen[cs]e|notice)/i.test(name)) cpSync(path.join(source, name), path.join(target, name));
  }
}

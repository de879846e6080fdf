import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /(?:from|import|@import)\s*\(?['"]((?:@[\w.-]+\/)?[a-z][\w.-]*)/g;

/**
 * Writes the licences of what is bundled into the pages, fonts included: every package that `source` imports, and what
 * those depend on.
 *
 * @param {string} source - Folder of the pages' source.
 * @param {string} packageFolder
 * @param {string} target - A text file.
 * @throws {Error} When a package of them has no licence to show.
 */
export function copyLicenses(source, packageFolder, target) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const name of importedPackages(source)) collect(name, packageFolder, texts);
  if (texts.size === 0) throw new Error('No import was found');
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(
    target,
    [...texts]
      .sort()
      .map(([name, text]) => `# ${name}\n\n${text.trim()}\n`)
      .join('\n'),
  );
}

/** @param {string} source */
function importedPackages(source) {
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter(({ name }) =>
    /(?<!\.test)\.(ts|tsx|css)$/.test(name),
  );
  const names = files.flatMap(({ parentPath, name }) =>
    [...readFileSync(path.join(parentPath, name), 'utf8').matchAll(IMPORT)].map(([, specifier = '']) => specifier),
  );
  return new Set(names);
}

/**
 * @param {string} name
 * @param {string} from - A folder from which it can be found.
 * @param {Map<string, string>} texts
 */
function collect(name, from, texts) {
  const folder = find(name, from);
  // Node's own modules, our own packages, types alone, and what is not installed here.
  if (folder === null || texts.has(name) || name.startsWith('@parallel-tools/') || name.startsWith('@types/')) return;
  const { license, dependencies = {} } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|ofl)/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${name} has no licence`);
  texts.set(name, file === undefined ? `Licence: ${license}` : readFileSync(path.join(folder, file), 'utf8'));
  for (const dependency of Object.keys(dependencies)) collect(dependency, folder, texts);
}

/**
 * Where Node would find a package; some forbid to be asked for their package.json.
 *
 * @param {string} name
 * @param {string} from
 * @returns {string | null}
 */
function find(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(found, 'package.json'))) return realpathSync(found);
    if (folder === path.dirname(folder)) return null;
  }
}

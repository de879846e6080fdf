// Packs the built dashboard and the packages of this repository it needs, as they are published.
//   node scripts/pack.mjs <folder>      prints the archives, one a line
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../../..');
const packages = ['packages/executor', 'packages/metrics', 'apps/dashboard'];
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder should the archives go to?');

const target = path.resolve(folder);
mkdirSync(target, { recursive: true });
for (const name of packages) {
  execFileSync('pnpm', ['--dir', path.join(repository, name), 'pack', '--pack-destination', target], { stdio: 'pipe' });
}
console.log(
  readdirSync(target)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => path.join(target, name))
    .join('\n'),
);

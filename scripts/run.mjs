// The one way in: `node scripts/run.mjs <verb> [flags]`, behind every script of package.json.
// From a fresh clone on Node 18 or later with npm, it brings what is missing (a younger Node, pnpm, the packages),
// builds what the verb needs and runs it; the exit code is the verb's, 2 for a mistake on the command line.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run, stopCode } from './processes.mjs';
import { fetchTools, missingTools } from './toolchain.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Everything that would send usage data home, told not to. */
const silent = {
  NEXT_TELEMETRY_DISABLED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  DO_NOT_TRACK: '1',
};

const firstRun = `Parallel Tools, first run here: downloads about 400 MB from the npm registry and takes a minute or two.
Nothing is sent home: telemetry of Next.js, Turborepo and Prisma is switched off.`;

const examples = '--filter=@parallel-tools/examples^...';
const dashboard = '--filter=@parallel-tools/dashboard...';
const packages = '--filter=./packages/*';
const benchmarks = '--filter=@parallel-tools/benchmarks^...';

/**
 * @typedef {object} Verb
 * @property {(flags: readonly string[]) => readonly string[]} [builds] - Turbo's filters for what it needs built;
 * an empty list is everything.
 * @property {boolean} [takesFlags]
 * @property {(flags: readonly string[]) => Promise<number>} run - Resolves with the exit code.
 */

/** @type {Record<string, Verb>} */
const verbs = {
  build: { builds: () => [], run: async () => 0 },
  test: { builds: () => [], run: async () => (await import('./test.mjs')).test() },
  e2e: { builds: () => [dashboard], run: async () => (await import('./test.mjs')).browserTest() },
  check: { run: async () => (await import('./check.mjs')).check() },
  bench: {
    builds: () => [benchmarks],
    takesFlags: true,
    run: async (flags) => (await import('./workspace.mjs')).runEverywhere('bench', flags),
  },
  'test:soak': {
    builds: () => [packages],
    takesFlags: true,
    run: async (flags) => (await import('./workspace.mjs')).runEverywhere('test:soak', flags),
  },
  mutation: {
    takesFlags: true,
    run: async (flags) => (await import('./workspace.mjs')).runEverywhere('mutation', flags),
  },
  demo: {
    builds: (flags) => (flags.includes('--no-serve') ? [examples] : [examples, dashboard]),
    takesFlags: true,
    // Node 22 warns that it runs TypeScript.
    run: async (flags) =>
      (await run(process.execPath, ['--disable-warning=ExperimentalWarning', 'examples/src/demo/main.ts', ...flags]))
        .code,
  },
};

process.exitCode = await main(process.argv.slice(2));

/** @param {readonly string[]} args */
async function main([name = '', ...rest]) {
  // npm takes the `--` before the flags for itself, pnpm hands it on.
  const flags = rest[0] === '--' ? rest.slice(1) : rest;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return mistake(`Unknown verb "${name}"; there are ${Object.keys(verbs).join(', ')}.`);
  if (flags.length > 0 && !verb.takesFlags) return mistake(`"${name}" takes no flags, got ${flags.join(' ')}.`);

  Object.assign(process.env, silent);
  if (process.env.PARALLEL_TOOLS_BOOTSTRAPPED !== '1') {
    if (!existsSync('node_modules')) say(firstRun);
    const missing = missingTools();
    if (missing.length > 0) {
      const { path, problem } = fetchTools(missing);
      if (!path) {
        say(String(problem));
        return 1;
      }
      process.env.PATH = path;
    }
    process.env.PARALLEL_TOOLS_BOOTSTRAPPED = '1';
    if (missing.some((tool) => tool.startsWith('node@'))) {
      // That process ends its own children first, so it is given longer.
      return (await run('node', ['scripts/run.mjs', name, ...flags], { graceMs: 30_000 })).code;
    }
  }
  const isReady = (await install()) && (!verb.builds || (await build(verb.builds(flags))));
  return isReady ? verb.run(flags) : (stopCode() ?? 1);
}

function install() {
  // Asking for the age of every locked package doubles the download; `check` does it, for the lockfile in the repository.
  return step('installing packages', 'pnpm', ['install', '--frozen-lockfile', '--trust-lockfile']);
}

/** @param {readonly string[]} filters */
function build(filters) {
  const args = ['node_modules/turbo/bin/turbo', 'run', 'build', '--output-logs=errors-only', ...filters];
  return step('building', process.execPath, args);
}

/**
 * One step of the set-up: a line when it took noticeable time, all its output when it failed.
 *
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 */
async function step(title, command, args) {
  const start = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`· ${title} …`);
  const { code, output } = await run(command, args, { quiet: true });
  const seconds = (performance.now() - start) / 1000;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (code === 0 && seconds >= 1) say(`· ${title}: ${seconds.toFixed(1)} s`);
  if (code !== 0 && !stopCode()) say(`${output}\n${title} failed.`);
  return code === 0;
}

/** @param {string} message */
function mistake(message) {
  say(message);
  return 2;
}

/** @param {string} line */
function say(line) {
  console.error(line);
}

// Measures what the executor brings and what it costs, beside plain baselines and peers.
//   pnpm bench [SECTION …] [--data FOLDER] [--calls N] [--url URL …] [--json FILE] [--quick]
// Prints a table per section; --json also writes the figures with machine and versions. --data names a folder with
// graphs and run times to replay, otherwise such are made; --calls says how many the databases of `queries` hold;
// --url names databases for it that are there already, and stay; --quick takes a short look. All sections take about half an
// hour. Exits with 1 when something threw, not for a goal missed.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from './finding.ts';
import { describeMachine, versions } from './machine.ts';
import { SECTIONS } from './sections.ts';
import { type Settings, settingsFor } from './settings.ts';
import { formatRow, formatTotals } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    data: { type: 'string' },
    calls: { type: 'string' },
    url: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
});
// Paths are meant from where the command was given; pnpm runs it in this package.
const fromCaller = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);

const calls = values.calls === undefined ? null : Number(values.calls);
if (calls !== null && !(Number.isSafeInteger(calls) && calls > 0)) {
  console.error(`--calls must be a positive integer, got ${values.calls}`);
  process.exit(2);
}
const dataFolder = values.data ? fromCaller(values.data) : null;
const settings = settingsFor({ isQuick: values.quick, dataFolder, calls, urls: values.url });
const names = positionals.length > 0 ? positionals : [...SECTIONS.keys()];
const unknown = names.find((name) => !SECTIONS.has(name));
if (unknown !== undefined) {
  console.error(`Unknown section "${unknown}"; there are ${[...SECTIONS.keys()].join(', ')}.`);
  process.exit(2);
}

const machine = describeMachine();
console.log(machine);
console.log(
  Object.entries(versions())
    .map((entry) => entry.join(' '))
    .join(', '),
);
console.log(
  `seed ${settings.seed}; ${settings.pairs} A-B-A pairs, samples ≥ ${settings.sampleMs} ms; median (p10–p90)` +
    `${settings.isQuick ? '; a quick look, which settles nothing' : ''}`,
);

const findings: Record<string, Finding[]> = {};
for (const name of names) {
  console.log(`\n${name}: ${SECTIONS.get(name)?.title}`);
  findings[name] = await measure(name, settings);
}
console.log(`\n${formatTotals(Object.values(findings).flat())}`);
if (values.json !== undefined) {
  const report = { measuredAt: new Date().toISOString(), machine, versions: versions(), settings, findings };
  writeFileSync(fromCaller(values.json), `${JSON.stringify(report, null, 2)}\n`);
}

/** Prints the findings of a section as they come. */
async function measure(name: string, given: Settings): Promise<Finding[]> {
  const found: Finding[] = [];
  const path = new URL('./run-section.ts', import.meta.url);
  const child = fork(path, [name, JSON.stringify(given)], { execArgv: [...process.execArgv, '--expose-gc'] });
  child.on('message', (message) => {
    const finding = message as Finding;
    found.push(finding);
    console.log(formatRow(finding));
  });
  const exitCode = await new Promise((done) => child.once('exit', done));
  if (exitCode !== 0) {
    console.error(`  ${name} stopped with exit code ${exitCode}`);
    process.exitCode = 1;
  }
  return found;
}

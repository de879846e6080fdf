// Measures what the executor brings and what it costs, against plain baselines, as ratios within one process.
//   pnpm bench [--json FILE]
// Prints tables; with --json also writes the figures with machine and versions. Takes about two minutes.
import { writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { parseArgs } from 'node:util';
import type { Comparison } from './compare.ts';
import { measureOverhead } from './overhead.ts';
import { measureSpeedup } from './speedup.ts';
import { formatSpread } from './spread.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim()}, ${type()} ${release()}, Node ${process.version}`;
console.log(`${machine}\nMedian (p10–p90).\n`);

console.log('Equal calls of 100 ms: sequential time ÷ makespan, both measured, 9 runs');
const speedups = await measureSpeedup();
for (const { callCount, speedup } of speedups) console.log(`  ${callCount} calls: ${formatSpread(speedup)}×`);

console.log('\nCost of a call that does nothing: ratio to the baseline, 9 A-B-A pairs');
const overheads = await measureOverhead();
for (const comparison of overheads) console.log(describe(comparison));

if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine, speedups, overheads }, null, 2)}\n`);
process.exitCode = overheads.every(({ isValid }) => isValid) ? 0 : 1;

function describe({
  subject,
  baseline,
  ratio,
  subjectUsPerCall,
  baselineUsPerCall,
  control,
  isValid,
}: Comparison): string {
  const costs = `${subjectUsPerCall.toFixed(1)} µs against ${baselineUsPerCall.toFixed(1)} µs`;
  const verdict = isValid ? '' : ', VOID: the machine was too restless';
  return `  ${subject}\n    to ${baseline}: ${formatSpread(ratio)}, ${costs}; control ${formatSpread(control)}${verdict}`;
}

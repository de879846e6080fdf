import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { TOOLS } from './thread-tools.js';

/** Runs a program on the built package; resolves with what it printed when it has come to its end by itself. */
async function runProgram(body: string): Promise<string> {
  const program = `
    import { createExecutor } from '@parallel-tools/executor';
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const add = { name: 'add', runIn: 'thread', module: ${JSON.stringify(TOOLS.href)}, effects: 'read' };
    const inline = { name: 'inline', execute: () => 'inline' };
    const executor = createExecutor({ tools: [add, inline], threads: { maxThreads: 2, idleTimeoutMs: Infinity } });
    const run = async (name) => (await executor.execute([{ id: 'c1', name, args: { a: 1, b: 2 } }])).results[0].output;
    const hasPiscina = () => loaded.some((url) => url.includes('/piscina/'));
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: import.meta.dirname });
  let printed = '';
  child.stdout.on('data', (piece) => {
    printed += piece;
  });
  child.stderr.on('data', (piece) => {
    printed += piece;
  });
  const exitCode = await new Promise((done) => child.once('close', done));
  return `${printed.trim()} | exit ${exitCode}`;
}

it('keeps no process from ending, closed or not', async () => {
  const [open, closed] = await Promise.all([
    runProgram(`console.log(await run('add'));`),
    runProgram(`console.log(await run('add')); await executor.close(); await executor.close();`),
  ]);
  expect(open).toBe('3 | exit 0');
  expect(closed).toBe('3 | exit 0');
});

it('loads the pool with the first call that needs it', async () => {
  const printed = await runProgram(`
    console.log(await run('inline'), hasPiscina(), await run('add'), hasPiscina());
  `);
  expect(printed).toBe('inline false 3 true | exit 0');
});

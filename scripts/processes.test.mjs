import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { run } from './processes.mjs';

const node = process.execPath;

it('passes arguments as they are, whatever a shell would make of them', async () => {
  const args = ['a b', '$HOME', '`id`', '"quoted"', "it's", '*', '', '--flag=;rm', 'back\\slash'];
  const { output } = await run(node, ['-p', 'JSON.stringify(process.argv.slice(1))', '--', ...args], { quiet: true });
  expect(JSON.parse(output)).toEqual(args);
});

it('gives back the exit code, and 128 + the number of the signal that ended a program', async () => {
  expect((await run(node, ['-e', 'process.exit(7)'], { quiet: true })).code).toBe(7);
  expect((await run(node, ['-e', 'process.kill(process.pid, "SIGKILL")'], { quiet: true })).code).toBe(137);
});

it('rejects for a program that does not exist', async () => {
  await expect(run('no-such-program', [], { quiet: true })).rejects.toThrow('ENOENT');
});

it.skipIf(process.platform === 'win32')('ends a whole family of processes when it is told to stop', async () => {
  const grandchild =
    "console.log(process.pid); setInterval(() => {}, 1000); process.on('SIGINT', () => process.exit())";
  const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}],
    { stdio: 'inherit' }); setInterval(() => {}, 1000);`;
  const parent = spawn(node, [
    '--input-type=module',
    '-e',
    `import { run } from ${JSON.stringify(new URL('./processes.mjs', import.meta.url).href)};
    process.exitCode = (await run(process.execPath, ['-e', ${JSON.stringify(child)}])).code;`,
  ]);
  const [line] = await once(parent.stdout, 'data');
  const grandchildId = Number(String(line));
  expect(isAlive(grandchildId)).toBe(true);

  parent.kill('SIGINT');
  const [code] = await once(parent, 'exit');
  expect(code).toBe(130);
  expect(isAlive(grandchildId)).toBe(false);
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

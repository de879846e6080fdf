import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./heap-growth.mjs', import.meta.url));

it.each([10, 100_000])('holds at most 1 MB more after a million calls than after half of them, %d at once', (size) => {
  const output = execFileSync(process.execPath, ['--expose-gc', script, String(size)], { encoding: 'utf8' });
  console.log(`heap growth with ${size} calls a batch: ${output.trim()} bytes`);
  expect(Number(output)).toBeLessThanOrEqual(2 ** 20);
});

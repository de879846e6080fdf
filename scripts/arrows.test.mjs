import { expect, it } from 'vitest';
import { breaches, checkArrows, cycles, importsOf, reachedBreaches, rules } from './arrows.mjs';

const named = (/** @type {string} */ file, /** @type {string} */ code) =>
  breaches(file, importsOf(file, code)).map(({ rule }) => rule.name);

it.each(rules)('catches a breach of $name', ({ name, bites: [file, code] }) => {
  expect(named(file, code)).toContain(name);
});

it('sees every way to import, and which of them leave nothing at run time', () => {
  const code = `
    import a from 'a';
    import type { B } from 'b';
    export * from 'c';
    export { d } from './d.js';
    export type { E } from 'e';
    const f = await import('f');
    type G = import('g').G;
    import h = require('h');
    const i = require('i');
    import 'j';`;
  expect(importsOf('packages/metrics/src/x.ts', code).map(({ target, isTypeOnly }) => [target, isTypeOnly])).toEqual([
    ['a', false],
    ['b', true],
    ['c', false],
    ['packages/metrics/src/d.ts', false],
    ['e', true],
    ['f', false],
    ['g', true],
    ['h', false],
    ['i', false],
    ['j', false],
  ]);
});

it('lets pass what the design allows', () => {
  const allowed = {
    'packages/executor/src/schedule/slots.ts': "import pLimit from 'p-limit'; import type { A } from '../types.js';",
    'packages/executor/src/run/call-run.ts': "import { retryDelayMs } from '../policies/retry.js';",
    'packages/langchain-adapter/src/middleware.ts': "import { createMiddleware } from 'langchain';",
    'packages/openai-adapter/src/run-chat.ts': "import type OpenAI from 'openai';",
    'packages/openai-adapter/src/run-chat.test.ts': "import OpenAI from 'openai'; import '@copilotkit/aimock';",
    'packages/metrics/src/recorder.ts': "import type { BatchRecord } from '@parallel-tools/executor';",
    'apps/dashboard/src/data/a.ts': "import { getTotals } from '@parallel-tools/metrics/queries';",
    'examples/src/demo/main.ts': "import '@parallel-tools/executor'; import '@parallel-tools/metrics';",
  };
  expect(Object.entries(allowed).flatMap(([file, code]) => named(file, code))).toEqual([]);
});

it('finds a circle of run-time imports, and leaves circles of types alone', () => {
  const edge = (/** @type {string} */ target, isTypeOnly = false) => [{ target, isTypeOnly, line: 1 }];
  expect(
    cycles(
      new Map([
        ['a', edge('b')],
        ['b', edge('c')],
        ['c', edge('b')],
      ]),
    ),
  ).toEqual([['b', 'c', 'b']]);
  expect(
    cycles(
      new Map([
        ['a', edge('b')],
        ['b', edge('a', true)],
      ]),
    ),
  ).toEqual([]);
});

it('reads the repository', () => {
  const { files, imports } = checkArrows();
  expect(files).toBeGreaterThan(50);
  expect(imports).toBeGreaterThan(100);
});

it('follows a rule that reaches further through run-time imports', () => {
  const core = 'packages/executor/src';
  const graphOf = (/** @type {Record<string, string>} */ code) =>
    new Map(Object.entries(code).map(([file, text]) => [`${core}/${file}`, importsOf(`${core}/${file}`, text)]));
  const leading = {
    'simulate/a.ts': "import { b } from '../plan/b.js'",
    'plan/b.ts': "import { c } from './c.js'; import type { Buffer } from 'node:buffer'",
  };
  const node = graphOf({ ...leading, 'plan/c.ts': "import { cpus } from 'node:os'" });
  expect(reachedBreaches(node).map(({ path }) => path.map((file) => file.replace(`${core}/`, '')))).toEqual([
    ['simulate/a.ts', 'plan/b.ts', 'plan/c.ts', 'node:os'],
  ]);
  expect(reachedBreaches(graphOf({ ...leading, 'plan/c.ts': "import type { CpuInfo } from 'node:os'" }))).toEqual([]);
});

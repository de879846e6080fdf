// Which file may import what. The rules are at the top, the check below them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * @typedef {object} Rule
 * @property {string} name
 * @property {RegExp} from - Files it holds for.
 * @property {RegExp} [allows] - What they may import, and nothing else.
 * @property {RegExp} [forbids] - What they may not import.
 * @property {true} [typesAreFree] - Imports of types alone are not looked at.
 * @property {true} [reaches] - It also holds for all files that those import at run time, and those, and so on.
 * @property {string} because
 * @property {[file: string, code: string]} bites - A breach of it, so that a rule that catches nothing is found out.
 */

/**
 * The sources of a folder, without its tests.
 *
 * @param {string} folder
 */
const sources = (folder) =>
  new RegExp(`^${folder}/(?!.*(\\.test(-d)?\\.tsx?$|__fixtures__/|e2e/|/test/|\\.config\\.))`);
const core = 'packages/executor/src';

/** @type {readonly Rule[]} */
export const rules = [
  {
    name: 'executor-imports-nothing-of-ours',
    from: /^packages\/executor\//,
    forbids: /^@parallel-tools\/(?!executor)/,
    because: 'the core does not know who calls it',
    bites: ['packages/executor/test/a.ts', "import '@parallel-tools/metrics'"],
  },
  {
    name: 'executor-knows-no-vendor',
    from: sources(core),
    allows:
      /^(packages\/|node:)|^(@opentelemetry\/api|@standard-schema\/spec|ajv|cockatiel|lru-cache|p-limit|piscina)(\/|$)/,
    because: 'the core holds no framework, vendor or database; a new library in it is a decision, made in this list',
    bites: [`${core}/a.ts`, "import type { Tool } from '@langchain/core/tools'"],
  },
  {
    name: 'langchain-adapter-sees-only-executor',
    from: sources('packages/langchain-adapter/src'),
    allows: /^(packages\/|node:)|^@parallel-tools\/executor$|^@langchain\/(core|langgraph)(\/|$)|^langchain(\/|$)/,
    because: 'an adapter imports only what a stranger could: the executor and its peers',
    bites: ['packages/langchain-adapter/src/a.ts', "import '@parallel-tools/openai'"],
  },
  {
    name: 'langchain-is-optional',
    from: /^packages\/langchain-adapter\/src\/(?!.*(middleware|\.test)\.ts$)/,
    forbids: /^langchain(\/|$)|middleware\.ts$/,
    typesAreFree: true,
    because: 'langchain is an optional peer: only the middleware may load it, and only its own door leads there',
    bites: ['packages/langchain-adapter/src/index.ts', "export { m } from './middleware.js'"],
  },
  {
    name: 'openai-adapter-sees-only-executor',
    from: sources('packages/openai-adapter/src'),
    allows: /^(packages\/|node:)|^@parallel-tools\/executor$|^openai(\/|$)/,
    because: 'an adapter imports only what a stranger could: the executor and its peers',
    bites: ['packages/openai-adapter/src/a.ts', "import { PrismaClient } from '@prisma/client'"],
  },
  {
    name: 'openai-is-optional',
    from: sources('packages/openai-adapter/src'),
    forbids: /^openai(\/|$)/,
    typesAreFree: true,
    because: 'openai is an optional peer: its types are used, the client is handed in',
    bites: ['packages/openai-adapter/src/a.ts', "import OpenAI from 'openai'"],
  },
  {
    name: 'adapters-tests-see-no-other-package',
    from: /^packages\/(langchain|openai)-adapter\//,
    forbids: /^@parallel-tools\/(?!executor(\/|$))/,
    because: 'adapters never import each other or metrics, in tests neither',
    bites: ['packages/openai-adapter/test/a.test.ts', "import '@parallel-tools/langchain'"],
  },
  {
    name: 'metrics-takes-types-from-executor',
    from: sources('packages/metrics/src'),
    forbids: /^@parallel-tools\/(?!executor\/simulate$)|^(@langchain\/|langchain|openai|next|react)/,
    typesAreFree: true,
    because: 'metrics reads records, plain values: at run time it needs no executor, only what computes on records',
    bites: ['packages/metrics/src/a.ts', "import { isExecutorError } from '@parallel-tools/executor'"],
  },
  {
    name: 'metrics-owns-the-database',
    from: /^(?!packages\/metrics\/|benchmarks\/|.*(\.test\.tsx?$|\/e2e\/|\/test\/)|prisma\.config)/,
    forbids: /^(@prisma\/|prisma$|better-sqlite3|pg$|node:sqlite)|^packages\/metrics\/src\/generated/,
    because: 'packages/metrics owns the only PrismaClient; ask it through @parallel-tools/metrics/queries',
    bites: ['apps/dashboard/src/data/a.ts', "const { PrismaClient } = await import('@prisma/client')"],
  },
  {
    name: 'dashboard-asks-queries',
    from: sources('apps/dashboard'),
    forbids: /^@parallel-tools\/(?!metrics\/queries$|executor\/simulate$)/,
    because:
      'the dashboard asks metrics/queries and draws; the one part of the executor it may run is the pure simulate',
    bites: ['apps/dashboard/src/app/page.tsx', "import { createExecutor } from '@parallel-tools/executor'"],
  },
  {
    name: 'nothing-imports-the-leaves',
    from: /^(packages|scripts|prisma)\//,
    forbids: /^(apps|examples|benchmarks)\/|^@parallel-tools\/(dashboard|examples|benchmarks)/,
    because: 'apps, examples and benchmarks are the ends: nothing depends on them',
    bites: ['packages/metrics/src/a.ts', "import '../../../examples/src/demo/main.js'"],
  },
  ...[
    'packages/executor',
    'packages/langchain-adapter',
    'packages/openai-adapter',
    'packages/metrics',
    'apps/dashboard',
  ].map((folder) => ({
    name: `${folder}-is-entered-by-its-doors`,
    from: new RegExp(`^(?!${folder}/)`),
    forbids: new RegExp(`^${folder}/`),
    because: 'another package is imported by its name, never by a path into it',
    bites: /** @type {[string, string]} */ (['examples/src/a.ts', `import '../../${folder}/src/index.js'`]),
  })),
  {
    name: 'shapes-import-only-shapes',
    from: new RegExp(`^${core}/(types|executor-types|clock|errors)\\.ts$`),
    allows: /^$/,
    typesAreFree: true,
    because: 'types, errors and the clock are what all others stand on',
    bites: [`${core}/clock.ts`, "import { check } from './options.js'"],
  },
  {
    name: 'plan-is-pure',
    from: sources(`${core}/plan`),
    allows: new RegExp(`^${core}/(plan/|types\\.|errors\\.|check\\.|defaults\\.)`),
    typesAreFree: true,
    because: 'a plan is computed from values: no clock, no scheduler, no tool runs',
    bites: [`${core}/plan/a.ts`, "import { systemClock } from '../clock.js'"],
  },
  {
    name: 'schedule-knows-no-runs',
    from: sources(`${core}/schedule`),
    allows: new RegExp(`^${core}/(schedule/|plan/|types\\.|errors\\.)|^p-limit$`),
    because: 'the scheduler is a pure state machine: it decides what starts and is handed what starting means',
    bites: [`${core}/schedule/a.ts`, "import type { CallRun } from '../run/call-run.js'"],
  },
  {
    name: 'policies-know-no-runs',
    from: sources(`${core}/policies`),
    allows: new RegExp(
      `^${core}/(policies/|schedule/gate\\.|types\\.|errors\\.|check\\.|defaults\\.|clock\\.)|^(cockatiel|lru-cache|node:crypto)$`,
    ),
    typesAreFree: true,
    because: 'a policy is a rule around an attempt; the run asks it, not the other way round',
    bites: [`${core}/policies/a.ts`, "import { createAttempt } from '../run/attempt.js'"],
  },
  {
    name: 'threads-and-pools-know-no-runs',
    from: sources(`${core}/(threads|pools)`),
    forbids: new RegExp(`^${core}/(run|schedule|policies|simulate|testing)/|^${core}/(executor|options)\\.`),
    typesAreFree: true,
    because: 'where a tool runs does not depend on what its attempt is for',
    bites: [`${core}/threads/a.ts`, "import { Attempt } from '../run/attempt.js'"],
  },
  {
    name: 'worker-stands-alone',
    from: new RegExp(`^${core}/threads/worker\\.ts$`),
    allows: /^node:/,
    typesAreFree: true,
    because: 'a thread runs this one file, from the source as it is',
    bites: [`${core}/threads/worker.ts`, "import { messageOf } from '../errors.js'"],
  },
  {
    name: 'observe-only-watches',
    from: sources(`${core}/observe`),
    forbids: new RegExp(`^${core}/(run|schedule|policies|testing)/|^${core}/executor\\.`),
    typesAreFree: true,
    because: 'what is watched does not depend on who watches, nor the watcher on how it works',
    bites: [`${core}/observe/a.ts`, "import { Engine } from '../run/engine.js'"],
  },
  {
    name: 'opentelemetry-is-optional',
    from: new RegExp(`^${core}/(?!otel/|.*\\.test(-d)?\\.ts$)`),
    forbids: new RegExp(`^@opentelemetry/|^${core}/otel/`),
    because:
      'OpenTelemetry is an optional peer: only the door ./otel leads to it, through what an instrumentation is told',
    bites: [`${core}/run/attempt.ts`, "import { trace } from '@opentelemetry/api'"],
  },
  {
    name: 'otel-only-watches',
    from: sources(`${core}/otel`),
    forbids: new RegExp(`^${core}/(run|schedule|policies|testing|plan|simulate)/|^${core}/executor\\.`),
    typesAreFree: true,
    because: 'it sees what any instrumentation sees',
    bites: [`${core}/otel/a.ts`, "import { Engine } from '../run/engine.js'"],
  },
  {
    name: 'simulate-runs-anywhere',
    from: sources(`${core}/simulate`),
    allows: new RegExp(
      `^${core}/(simulate/|schedule/(?!limit-slots)|plan/|observe/|types\\.|errors\\.|check\\.|defaults\\.|clock\\.)`,
    ),
    typesAreFree: true,
    reaches: true,
    because: 'a browser runs simulate: whatever it leads to is pure and needs neither Node nor a package',
    bites: [`${core}/simulate/a.ts`, "import { limitSlots } from '../schedule/limit-slots.js'"],
  },
  {
    name: 'run-is-driven',
    from: sources(`${core}/run`),
    forbids: new RegExp(`^${core}/(executor|index)\\.`),
    because: 'the executor drives the runs; arrows point inward',
    bites: [`${core}/run/a.ts`, "import { createExecutor } from '../executor.js'"],
  },
  {
    name: 'no-test-tools-in-the-core',
    from: new RegExp(`^${core}/(?!testing/|.*\\.test(-d)?\\.ts$)`),
    forbids: new RegExp(`^${core}/testing/`),
    because: 'gates and the manual clock belong to tests',
    bites: [`${core}/run/a.ts`, "import { settle } from '../testing/settle.js'"],
  },
];

/**
 * Checks every source file of the repository, and first that each rule catches the breach it names.
 *
 * @returns {{ files: number, imports: number, problems: string[] }}
 */
export function checkArrows() {
  const toothless = rules.filter((rule) => !bites(rule));
  const files = sourceFiles();
  const graph = new Map(files.map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]));
  return {
    files: files.length,
    imports: [...graph.values()].flat().length,
    problems: [
      ...toothless.map(({ name }) => `rule ${name} does not catch its own example`),
      ...[...graph].flatMap(([file, imports]) =>
        breaches(file, imports).map(({ line, target, rule }) => `${file}:${line} imports ${target}: ${rule.because}`),
      ),
      ...reachedBreaches(graph).map(({ path, rule }) => `${path.join(' → ')}: ${rule.because}`),
      ...cycles(graph).map((cycle) => `import cycle: ${cycle.join(' → ')}`),
    ],
  };
}

/**
 * @param {string} file - Relative to the repository's root, with forward slashes.
 * @param {readonly Import[]} imports
 */
export function breaches(file, imports) {
  return imports.flatMap((found) =>
    rules.filter((rule) => isBreach(rule, file, found)).map((rule) => ({ ...found, rule })),
  );
}

/**
 * Breaches of rules that reach further, in files that they hold for only because another imports them.
 *
 * @param {ReadonlyMap<string, readonly Import[]>} graph
 * @returns {{ path: string[], rule: Rule }[]} From a file of the rule to what it must not lead to.
 */
export function reachedBreaches(graph) {
  /** @type {{ path: string[], rule: Rule }[]} */
  const found = [];
  for (const rule of rules.filter(({ reaches }) => reaches)) {
    const paths = new Map([...graph.keys()].filter((file) => rule.from.test(file)).map((file) => [file, [file]]));
    // Grows while it is walked.
    for (const [file, path] of paths) {
      for (const imported of graph.get(file) ?? []) {
        const longer = [...path, imported.target];
        const isOwn = rule.from.test(file);
        if (!isOwn && isForbidden(rule, imported)) found.push({ path: longer, rule });
        else if (!imported.isTypeOnly && !paths.has(imported.target)) paths.set(imported.target, longer);
      }
    }
  }
  return found;
}

/**
 * Files that import each other at run time, in a circle; imports of types alone close none.
 *
 * @param {ReadonlyMap<string, readonly Import[]>} graph
 * @returns {string[][]} Each from a file back to itself; one per edge that closes a circle.
 */
export function cycles(graph) {
  /** @type {string[][]} */
  const found = [];
  const done = new Set();
  /** @param {string} file @param {readonly string[]} path */
  const visit = (file, path) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file]);
    else if (!done.has(file)) {
      for (const { target, isTypeOnly } of graph.get(file) ?? []) if (!isTypeOnly) visit(target, [...path, file]);
      done.add(file);
    }
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/**
 * @param {Rule} rule
 * @param {string} file
 * @param {Import} found
 */
function isBreach(rule, file, found) {
  return rule.from.test(file) && isForbidden(rule, found);
}

/**
 * @param {Rule} rule
 * @param {Import} found
 */
function isForbidden({ allows, forbids, typesAreFree }, { target, isTypeOnly }) {
  if (typesAreFree && isTypeOnly) return false;
  return forbids?.test(target) === true || allows?.test(target) === false;
}

/**
 * @typedef {object} Import
 * @property {string} target - A file of the repository, relative to its root, or a package as it is written.
 * @property {boolean} isTypeOnly - It leaves nothing in the JavaScript.
 * @property {number} line
 */

/**
 * Everything a file imports: statements, re-exports, `import()`, `import('…')` types and `require` with a literal.
 *
 * @param {string} file
 * @param {string} code
 * @returns {Import[]}
 */
export function importsOf(file, code) {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`);
  /** @type {Import[]} */
  const found = [];
  /** @param {{ type: string, value?: unknown, start: number } | null} source @param {boolean} isTypeOnly */
  const add = (source, isTypeOnly) => {
    if (typeof source?.value !== 'string') return;
    const line = code.slice(0, source.start).split('\n').length;
    found.push({ target: targetOf(file, source.value), isTypeOnly, line });
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source, importKind === 'type'),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ImportExpression: ({ source }) => add(/** @type {any} */ (source), false),
    TSImportType: ({ source }) => add(source, true),
    TSExternalModuleReference: ({ expression }) => add(expression, false),
    CallExpression: ({ callee, arguments: [argument] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      if (isRequire && argument) add(/** @type {any} */ (argument), false);
    },
  }).visit(program);
  return found;
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function targetOf(file, specifier) {
  if (specifier.startsWith('@/')) return posix.join('apps/dashboard/src', specifier.slice(2));
  if (!specifier.startsWith('.')) return specifier;
  const path = posix.join(posix.dirname(file), specifier);
  const typescript = path.replace(/\.js(x?)$/, '.ts$1');
  return existsSync(path) ? path : typescript;
}

/** @param {Rule} rule */
function bites(rule) {
  const [file, code] = rule.bites;
  return importsOf(file, code).some((found) => isBreach(rule, file, found));
}

/** Tracked files, and new ones that are not ignored. */
function sourceFiles() {
  const patterns = ['*.ts', '*.tsx', '*.mts', '*.mjs', '*.js'];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns]);
  return listed.toString().trim().split('\n').filter(existsSync);
}

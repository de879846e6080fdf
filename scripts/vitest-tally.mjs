// A vitest reporter: writes a tally to the file named by TALLY_FILE.
import { writeFileSync } from 'node:fs';
import { env } from 'node:process';

/** @import { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node' */

/** @implements {Reporter} */
export default class VitestTally {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    writeFileSync(env.TALLY_FILE ?? '', JSON.stringify(tallyModules(modules, unhandledErrors)));
  }
}

/**
 * @param {readonly TestModule[]} modules
 * @param {readonly unknown[]} unhandledErrors
 * @returns {import('./tally.mjs').Tally}
 */
export function tallyModules(modules, unhandledErrors) {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const withState = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state);
  // A file that does not load, or a hook of a suite that throws, fails without a failed test.
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const broken = suites.filter((suite) => suite.errors().length > 0);
  return {
    passed: withState('passed').length,
    failed: [
      ...withState('failed').map(titleOf),
      // Never finished: the run was cut short.
      ...withState('pending').map(titleOf),
      ...broken.map((suite) => (suite.type === 'module' ? fileOf(suite) : titleOf(suite))),
      ...unhandledErrors.map((error) => `unhandled error: ${error instanceof Object ? messageOf(error) : error}`),
    ],
    skipped: withState('skipped').map((test) => ({ title: titleOf(test), reason: noteOf(test) })),
  };
}

/** @param {TestCase | TestSuite} test */
function titleOf(test) {
  return `${fileOf(test.module)} > ${test.fullName}`;
}

/** @param {TestModule} module */
function fileOf({ project, relativeModuleId }) {
  return [project.name, relativeModuleId].filter(Boolean).join(' ');
}

/** @param {object} error */
function messageOf(error) {
  return 'message' in error ? error.message : 'unknown';
}

/** @param {TestCase} test */
function noteOf(test) {
  const result = test.result();
  return (result.state === 'skipped' && result.note) || 'no reason given';
}

// A Playwright reporter: writes a tally to the file named by TALLY_FILE.
import { writeFileSync } from 'node:fs';
import { env } from 'node:process';

/** @import { FullConfig, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter' */

/** @implements {Reporter} */
export default class PlaywrightTally {
  /** @type {Suite | undefined} */
  #suite;
  /** @type {string[]} Outside a test: a server that does not start, a file that does not load. */
  #errors = [];

  /**
   * @param {FullConfig} _config
   * @param {Suite} suite
   */
  onBegin(_config, suite) {
    this.#suite = suite;
  }

  /** @param {TestError} error */
  onError(error) {
    this.#errors.push(`playwright: ${error.message ?? error.value}`);
  }

  onEnd() {
    writeFileSync(env.TALLY_FILE ?? '', JSON.stringify(tallyTests(this.#suite?.allTests() ?? [], this.#errors)));
  }
}

/**
 * @param {readonly TestCase[]} tests
 * @param {readonly string[]} errors
 * @returns {import('./tally.mjs').Tally}
 */
export function tallyTests(tests, errors) {
  const withOutcome = (/** @type {string} */ outcome) => tests.filter((test) => test.outcome() === outcome);
  return {
    // One that passes only when tried again has passed; Playwright's own report lists it as flaky, to be mended.
    passed: withOutcome('expected').length + withOutcome('flaky').length,
    failed: withOutcome('unexpected').map(titleOf).concat(errors),
    skipped: withOutcome('skipped').map((test) => ({
      title: titleOf(test),
      reason: test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given',
    })),
  };
}

/** @param {TestCase} test */
function titleOf(test) {
  return test.titlePath().filter(Boolean).join(' > ');
}

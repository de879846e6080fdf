// What a test runner counted, and the sum over all of them.

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failed - Titles; also of what fails outside a test, such as a file that does not load.
 * @property {{ title: string, reason: string }[]} skipped
 */

/**
 * One runner's tally, with a failure added for each way a runner can end badly without saying so.
 *
 * @param {string} runner - Its name.
 * @param {number} exitCode
 * @param {Tally | undefined} tally - What it reported, if it came that far.
 * @returns {Tally}
 */
export function judgeRunner(runner, exitCode, tally) {
  if (!tally) return { passed: 0, failed: [`${runner} ended with code ${exitCode} and without a report`], skipped: [] };
  const { passed, failed, skipped } = tally;
  if (failed.length > 0) return tally;
  if (exitCode !== 0) return { ...tally, failed: [`${runner} ended with code ${exitCode} though no test failed`] };
  if (passed + skipped.length === 0) return { ...tally, failed: [`${runner} ran no test`] };
  return tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumTallies(tallies) {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.flatMap(({ failed }) => failed),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The last line of a test run: `N passed, N failed`, and `, N skipped` where any were.
 *
 * @param {Tally} tally
 */
export function closingLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed.length} failed`;
  return skipped.length === 0 ? line : `${line}, ${skipped.length} skipped`;
}

// `pnpm mutation`: changes the code of plan/ and schedule/ in one place after the other and sees whether their tests notice.
// Stryker is fetched for the run alone: its 170 packages (62 MB) would come with every install.

// Children inherit it: enough random cases to notice a change, few enough for a run per change.
process.env.RUNS ??= '300';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['src/{plan,schedule}/**/*.ts', '!src/**/*.test.ts'],
  // A copy of tsconfig.json would look for its base in the wrong place; from where the copies are, the real one is found.
  ignorePatterns: ['tsconfig*.json', 'dist'],
  // A test that hangs ends the run of its change, and counts as noticed.
  timeoutMS: 15_000,
  concurrency: 2,
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: 'coverage/mutation.html' },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: 'coverage/stryker',
  thresholds: { high: 95, low: 85, break: 85 },
};

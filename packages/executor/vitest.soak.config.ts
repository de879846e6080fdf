import { defineConfig } from 'vitest/config';

/** The random tests with many more runs, and what takes too long for every test run. */
export default defineConfig({
  test: {
    include: ['test/{laws,interleavings,faults}.test.ts', 'test/policies/stacks.test.ts', 'test/soak/*.soak.ts'],
    env: { SOAK: '1' },
    testTimeout: 3_600_000,
  },
});

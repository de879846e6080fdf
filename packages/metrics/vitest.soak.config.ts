import { defineConfig } from 'vitest/config';

/** Recorders killed hundreds of times, and the random tests with many more runs. */
export default defineConfig({
  test: {
    include: ['test/{kill,rollups}.test.ts'],
    env: { SOAK: '1' },
    testTimeout: 7_200_000,
    // Says of each test as it ends what came of it.
    reporters: ['verbose'],
  },
});

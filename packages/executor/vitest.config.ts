import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // `pnpm test:coverage`. The two folders whose every line a test runs; files of types alone have no lines.
    coverage: {
      include: ['src/plan/**/*.ts', 'src/schedule/**/*.ts'],
      reporter: ['text'],
      thresholds: { lines: 100 },
    },
  },
});

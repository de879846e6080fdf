import { defineConfig } from 'vitest/config';

// The demo runs as a program of its own, several seconds long.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

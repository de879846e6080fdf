import { defineConfig } from 'vitest/config';

/** The tests that lie beside what Stryker changes: other tests must not be what notices. */
export default defineConfig({ test: { include: ['src/{plan,schedule}/**/*.test.ts'] } });

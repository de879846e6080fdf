import { defineConfig } from 'vitest/config';

// Real files, threads and processes on a machine of any speed: a limit only for what hangs.
export default defineConfig({ test: { testTimeout: 60_000 } });

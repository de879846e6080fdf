import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      '{packages,apps}/*',
      'packages/langchain-adapter/test/lowest-peers',
      '{examples,benchmarks,prisma,scripts}',
    ],
  },
});

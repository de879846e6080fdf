// For those who run Prisma's own CLI in this folder: `DATABASE_URL=file:/path/to.db pnpm exec prisma migrate deploy`.
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: '../../prisma/schema.prisma',
  migrations: { path: '../../prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'file:./parallel-tools.db' },
});

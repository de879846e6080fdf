// For those who run Prisma's own CLI in this folder: `DATABASE_URL=file:/path/to.db pnpm exec prisma migrate deploy`,
// or with a PostgreSQL URL that names the schema: `?schema=parallel_tools`.
import { defineConfig } from 'prisma/config';

const url = process.env.DATABASE_URL ?? 'file:./parallel-tools.db';
const folder = `../../prisma/${/^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite'}`;

export default defineConfig({
  schema: `${folder}/schema.prisma`,
  migrations: { path: `${folder}/migrations` },
  datasource: { url },
});

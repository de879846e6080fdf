// The build puts Prisma's adapter itself in place of this module: see scripts/build.mjs.
export { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';

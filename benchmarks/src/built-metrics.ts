import { createRequire } from 'node:module';

const entry = import.meta.resolve('@parallel-tools/metrics');

/** The inside of the built metrics package, and what it depends on: what is measured here is behind none of its doors. */
export const built = {
  /** @param file - Such as `./store/rows.js`. */
  import: (file: string) => import(new URL(file, entry).href),
  /** A package that metrics depends on, of the very version it uses. */
  require: createRequire(entry) as (name: string) => unknown,
  resolve: createRequire(entry).resolve,
};

/** The few parts of better-sqlite3 we use besides Prisma's adapter; the package ships no types. */
declare module 'better-sqlite3' {
  interface Options {
    readonly readonly?: boolean;
    readonly fileMustExist?: boolean;
    /** How long a statement waits for a lock, in ms. */
    readonly timeout?: number;
  }

  interface Statement {
    run(...parameters: readonly unknown[]): { readonly changes: number };
    all(...parameters: readonly unknown[]): unknown[];
  }

  class Database {
    constructor(file: string, options?: Options);
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    exec(sql: string): this;
    pragma(sql: string, options?: { readonly simple?: boolean }): unknown;
    close(): this;
  }

  export = Database;
}

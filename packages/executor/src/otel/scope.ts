/** The instrumentation scope of all that is recorded here. */
export const SCOPE = '@parallel-tools/executor';

/** What a tool's function is told about its call where it runs outside the executor's thread: all of it can be cloned. */
export interface TaskContext {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  /** 1 for the first attempt, 2 for the first retry. */
  readonly attempt: number;
  /** What the executor's `instrumentation` gave along, by lower-case name: `traceparent`, say. Empty without one. */
  readonly carrier: Readonly<Record<string, string>>;
}

/** One attempt of a tool that does not run in the executor's thread. */
export interface ToolTask {
  /** Absolute URL of the tool's `module`; null for a tool without one. */
  readonly module: string | null;
  /** The tool's `export`. */
  readonly exportName: string;
  /** Checked, with references filled. */
  readonly args: object;
  readonly context: TaskContext;
}

/** Runs the tasks of tools that name it as `runIn`. */
export interface ToolRunner {
  /**
   * @param options.signal - Aborts when the attempt is over. A task that is still not settled one turn of the event loop
   *   later counts as abandoned.
   * @returns The output of the call, or a promise of it; what it throws is what the tool threw.
   */
  run(task: ToolTask, options: { readonly signal: AbortSignal }): unknown;
}

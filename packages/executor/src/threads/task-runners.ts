import { guard } from '../observe/emitter.js';
import type { Instrumentation } from '../observe/instrumentation.js';
import type { AnyTool, ToolContext } from '../types.js';
import { moduleUrl } from './check-run-in.js';
import type { ToolRunner, ToolTask } from './task.js';
import type { ResolvedThreadOptions } from './thread-options.js';
import { ThreadRunner } from './thread-runner.js';

/** What runs the tools of an executor that do not run in its thread. */
export class TaskRunners {
  readonly #options: {
    readonly threads: ResolvedThreadOptions;
    readonly instrumentation: Instrumentation | null;
    readonly onListenerError: (error: unknown) => void;
  };
  /** Made when it is first needed. */
  #threads: ThreadRunner | null = null;

  constructor(options: {
    readonly threads: ResolvedThreadOptions;
    readonly instrumentation: Instrumentation | null;
    readonly onListenerError: (error: unknown) => void;
  }) {
    this.#options = options;
  }

  /** @param tool - One with a `runIn`. */
  run(tool: AnyTool, args: object, context: ToolContext): unknown {
    return this.#runnerOf(tool).run(this.#taskOf(tool, args, context), { signal: context.signal });
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.#threads?.close();
  }

  #runnerOf({ runIn }: AnyTool): ToolRunner {
    if (typeof runIn === 'object') return runIn;
    this.#threads ??= new ThreadRunner(this.#options.threads);
    return this.#threads;
  }

  #taskOf(tool: AnyTool, args: object, { batchId, callId, toolName, attempt }: ToolContext): ToolTask {
    const context = { batchId, callId, toolName, attempt, carrier: this.#carrier() };
    return { module: moduleUrl(tool), exportName: tool.export ?? 'default', args, context };
  }

  #carrier(): Readonly<Record<string, string>> {
    const { instrumentation, onListenerError } = this.#options;
    const carrier: Record<string, string> = {};
    if (instrumentation?.inject !== undefined) guard(() => instrumentation.inject?.(carrier), onListenerError);
    return Object.fromEntries(Object.entries(carrier).filter(([, value]) => typeof value === 'string'));
  }
}

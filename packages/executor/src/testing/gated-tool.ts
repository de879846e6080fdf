import type { Effects, Tool, ToolContext } from '../types.js';

/** A tool that ends when the test opens it. Each call of it is a run; runs are counted from 0. */
export interface GatedTool extends Tool {
  /** Calls that have started. */
  readonly startCount: number;
  /** Calls that have started and not ended. */
  readonly inFlight: number;
  /** Most calls that were in flight at once. */
  readonly maxInFlight: number;
  readonly contexts: readonly ToolContext[];
  /** Ends a run that has started. */
  open(run?: number, output?: unknown): void;
  /** Makes a run that has started throw. */
  fail(run: number, thrown: unknown): void;
}

/** Options of a gated tool, as a tool's own. */
export type GatedToolOptions = Partial<Omit<Tool, 'name' | 'execute' | 'effects' | 'input'>> & {
  readonly effects?: Effects;
  /** @defaultValue false: it ignores its signal */
  readonly honoursSignal?: boolean;
};

export function gatedTool(name: string, { honoursSignal = false, ...options }: GatedToolOptions = {}): GatedTool {
  const gates: PromiseWithResolvers<unknown>[] = [];
  const contexts: ToolContext[] = [];
  let inFlight = 0;
  let maxInFlight = 0;

  const gate = (run: number) => {
    const found = gates[run];
    if (found === undefined) throw new Error(`run ${run} of "${name}" has not started`);
    return found;
  };

  return {
    name,
    ...options,
    async execute(_args, context) {
      const own = Promise.withResolvers<unknown>();
      gates.push(own);
      contexts.push(context);
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      if (honoursSignal)
        context.signal.addEventListener('abort', () => own.reject(context.signal.reason), { once: true });
      try {
        return await own.promise;
      } finally {
        inFlight -= 1;
      }
    },
    get startCount() {
      return gates.length;
    },
    get inFlight() {
      return inFlight;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    contexts,
    open: (run = 0, output = `${name} ${run}`) => gate(run).resolve(output),
    fail: (run, thrown) => gate(run).reject(thrown),
  };
}

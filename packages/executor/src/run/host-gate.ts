import { availableParallelism } from 'node:os';
import type { HostUsage, ResourceLimits } from '../executor-types.js';
import { Gate } from '../schedule/gate.js';

/** How long a look at the machine counts. */
const SAMPLE_US = 100_000;

/**
 * Keeps calls from starting while the process uses more than it may. One may always run: nothing else would end what it
 * waits for.
 */
export class HostGate extends Gate {
  readonly #limits: ResourceLimits;
  readonly #usage: () => HostUsage;
  #sampleAtUs = Number.NEGATIVE_INFINITY;
  #isOver = false;

  constructor(limits: ResourceLimits, usage: () => HostUsage) {
    super('host');
    this.#limits = limits;
    this.#usage = usage;
  }

  /** Looks whether calls may start now, at the machine at most every 100 ms. */
  observe(nowUs: number, runningCount: number): void {
    if (nowUs >= this.#sampleAtUs) {
      this.#sampleAtUs = nowUs + SAMPLE_US;
      const { cpuPercent, memoryMb } = this.#usage();
      const { cpuPercent: mostCpu = Number.POSITIVE_INFINITY, memoryMb: mostMemory = Number.POSITIVE_INFINITY } =
        this.#limits;
      this.#isOver = cpuPercent > mostCpu || memoryMb > mostMemory;
    }
    const opensAtUs = this.#isOver && runningCount > 0 ? this.#sampleAtUs : nowUs;
    if (opensAtUs > nowUs || !this.isOpen(nowUs)) this.closeUntil(opensAtUs, nowUs);
  }
}

/** Looks at this process: what share of all cores it used since the last look, and its resident memory. */
export function processUsage(): () => HostUsage {
  let cpu = process.cpuUsage();
  let atMs = performance.now();
  return () => {
    const elapsedMs = performance.now() - atMs;
    const { user, system } = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    atMs += elapsedMs;
    const cpuPercent = elapsedMs <= 0 ? 0 : ((user + system) / 1000 / elapsedMs / availableParallelism()) * 100;
    return { cpuPercent, memoryMb: process.memoryUsage.rss() / 2 ** 20 };
  };
}

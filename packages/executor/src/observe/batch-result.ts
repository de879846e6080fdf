import type { BatchRecord, BatchResult, BatchStats, PathPart, ToolResult } from '../types.js';
import { attribute } from './attribution.js';
import { type BatchFacts, batchRecord } from './batch-record.js';
import { batchStats } from './batch-stats.js';

/**
 * What a batch came to. Record and statistics are made when they are first read. They are properties of the object
 * itself, so that a copy and `JSON.stringify` have them; their accessors are shared, as a getter made for each object would
 * give each a hidden class of its own, which keeps the batch in memory until a full garbage collection.
 */
export class LazyBatchResult implements BatchResult {
  readonly batchId: string;
  readonly success: boolean;
  readonly results: readonly ToolResult[];
  declare readonly stats: BatchStats;
  declare readonly record: BatchRecord;
  readonly #facts: () => BatchFacts;
  readonly #origin: unknown;
  #record: BatchRecord | null = null;
  #stats: BatchStats | null = null;
  #parts: readonly PathPart[] = [];

  /**
   * @param facts - Called once at most.
   * @param origin - What `originOf` gives.
   */
  constructor(batchId: string, results: readonly ToolResult[], facts: () => BatchFacts, origin: unknown = null) {
    this.batchId = batchId;
    this.success = areOk(results);
    this.results = results;
    this.#facts = facts;
    this.#origin = origin;
    Object.defineProperty(this, 'stats', LazyBatchResult.#STATS);
    Object.defineProperty(this, 'record', LazyBatchResult.#RECORD);
  }

  /** What a result was made with; null for a copy and whatever else is none. */
  static originOf(result: unknown): unknown {
    return typeof result === 'object' && result !== null && #origin in result ? result.#origin : null;
  }

  static readonly #STATS: PropertyDescriptor & ThisType<LazyBatchResult> = {
    enumerable: true,
    get() {
      return this.#readStats();
    },
  };

  static readonly #RECORD: PropertyDescriptor & ThisType<LazyBatchResult> = {
    enumerable: true,
    get() {
      return this.#readRecord();
    },
  };

  #readStats(): BatchStats {
    this.#stats ??= batchStats(this.#readRecord(), this.#parts);
    return this.#stats;
  }

  #readRecord(): BatchRecord {
    if (this.#record !== null) return this.#record;
    const facts = this.#facts();
    const attribution = attribute(facts.calls, facts.edges);
    this.#parts = attribution.parts;
    this.#record = batchRecord(facts, attribution);
    return this.#record;
  }
}

function areOk(results: readonly ToolResult[]): boolean {
  for (const { status } of results) if (status !== 'ok') return false;
  return true;
}

import type { Resource } from './resource.js';

/** A call as the plan sees it. Other calls are named by their 0-based position in the batch. */
export interface PlanCall {
  readonly callId: string;
  readonly toolName: string;
  /** Names of tools all of whose calls must end before. */
  readonly toolDependsOn: readonly string[];
  /** Calls that must end before, as declared by the call. */
  readonly dependsOn: readonly number[];
  /** Calls whose output its arguments refer to. */
  readonly references: readonly number[];
  /** What it touches; `'unknown'` where that shows only once its references are resolved. */
  readonly resources: readonly Resource[] | 'unknown';
  /** It overlaps with no other call. */
  readonly exclusive: boolean;
  /** It ends with an error and waits for nothing: nobody is kept in order through it. Absent means that it runs. */
  readonly neverRuns?: boolean;
}

export { type Attribution, attribute, type PathCall } from '../observe/attribution.js';
export type { DurationUs } from './call-script.js';
export type { SuggestedChange } from './candidates.js';
export { type SimulatedToolLimit, type SimulateOptions, type Simulation, simulate } from './simulate.js';
export { type Makespans, type Suggestion, type SuggestOptions, suggest } from './suggest.js';
export { type WorkloadCall, workloadRecord } from './workload-record.js';

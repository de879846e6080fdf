export type { DurationUs } from './call-script.js';
export { type SimulatedToolLimit, type SimulateOptions, type Simulation, simulate } from './simulate.js';
export { type WorkloadCall, workloadRecord } from './workload-record.js';

export { type GatedTool, type GatedToolOptions, gatedTool } from './gated-tool.js';
export { createManualClock, type ManualClock } from './manual-clock.js';
export { settle } from './settle.js';

import { measureDispatch } from './dispatch.ts';
import type { Section } from './finding.ts';
import { measureGrowth } from './growth.ts';
import { measureLangChain } from './langchain.ts';
import { measureMemory } from './memory.ts';
import { measureOpenAiLoop } from './openai-loop.ts';
import { measureOverhead } from './overhead.ts';
import { measurePolicies } from './policies.ts';
import { measureQuality } from './quality.ts';
import { measureQueries } from './queries.ts';
import { measureRecording } from './recording.ts';
import { measureSimulation } from './simulation.ts';
import { measureSpeedup } from './speedup.ts';
import { measureTelemetry } from './telemetry.ts';
import { measureThreads } from './threads.ts';
import { measureTurns } from './turns.ts';

/** All that can be measured, in the order in which it is. */
export const SECTIONS: ReadonlyMap<string, { readonly title: string; readonly measure: Section }> = new Map([
  ['speedup', { title: 'Equal calls of 100 ms: sequential time ÷ makespan, both measured', measure: measureSpeedup }],
  ['overhead', { title: 'What a call of a tool that does nothing costs', measure: measureOverhead }],
  ['turns', { title: 'What a small batch costs, as model turns are', measure: measureTurns }],
  ['policies', { title: 'What policies add to a call of a tool that does nothing', measure: measurePolicies }],
  ['growth', { title: 'How that cost grows with the number of calls', measure: measureGrowth }],
  ['memory', { title: 'What is held per call, in fresh processes after a collection', measure: measureMemory }],
  [
    'quality',
    {
      title:
        'Schedules in virtual time: makespan ÷ lower bound, geometric mean over workflows; median and spread over tie seeds',
      measure: measureQuality,
    },
  ],
  ['dispatch', { title: 'How soon a call starts once it may', measure: measureDispatch }],
  ['telemetry', { title: 'What tracing adds to a call of a tool that does nothing', measure: measureTelemetry }],
  ['queries', { title: 'What the dashboard asks of a month of calls', measure: measureQueries }],
  ['recording', { title: 'What recording costs, and how fast databases take it', measure: measureRecording }],
  ['threads', { title: 'Tools that keep the processor busy, in threads', measure: measureThreads }],
  ['simulation', { title: 'What `simulate` predicts, beside what happens', measure: measureSimulation }],
  [
    'openai',
    { title: 'Whole chats with tools on a local server, beside the loops of others', measure: measureOpenAiLoop },
  ],
  [
    'langchain',
    { title: 'LangChain agents with their calls in the executor, beside LangChain', measure: measureLangChain },
  ],
]);

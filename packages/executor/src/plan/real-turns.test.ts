import { expect, it } from 'vitest';
import { planCall, read, write } from '../../test/plan-calls.js';
import { createExecutor } from '../executor.js';
import type { Tool } from '../types.js';
import fixture from './__fixtures__/bfcl-turns.json' with { type: 'json' };
import { describePlan } from './describe-plan.js';
import { planBatch } from './plan-batch.js';
import { planWarnings } from './plan-warnings.js';
import type { Resource } from './resource.js';

/** The tools called in a turn of a real conversation, named `class.tool`. */
const turn = (id: string) => fixture.turns.find((candidate) => candidate.id === id)!.calls;

const levelsOf = (toolNames: readonly string[], touches: (toolName: string) => readonly Resource[]) => {
  const calls = toolNames.map((toolName) =>
    planCall(toolName.split('.')[1]!, { toolName, resources: touches(toolName) }),
  );
  const callIds = calls.map(({ callId }) => callId);
  return describePlan({ callIds, plan: planBatch(calls), durationsMs: [] }).levels;
};

const writesFiles = (toolName: string) => (toolName.startsWith('GorillaFileSystem.') ? [write('file system')] : []);

it('would run a turn’s cd, cp, cd and mv all at once if nothing said what they touch', () => {
  expect(levelsOf(turn('multi_turn_base_16/0'), () => [])).toEqual([['cd', 'cp', 'cd', 'mv']]);
});

it('keeps cd, mkdir, cp and mv in call order with one declared resource', () => {
  expect(levelsOf(turn('multi_turn_base_16/0'), writesFiles)).toEqual([['cd'], ['cp'], ['cd'], ['mv']]);
  expect(levelsOf(turn('multi_turn_base_31/0'), writesFiles)).toEqual([['mkdir'], ['mv'], ['cat'], ['grep'], ['wc']]);
});

it('runs tools of other kinds beside them', () => {
  const files = turn('multi_turn_base_31/0');
  const car = turn('multi_turn_base_69/1');
  const mixed = files.flatMap((tool, index) => [tool, ...car.slice(index, index + 1)]);
  expect(levelsOf(mixed, writesFiles)).toEqual([
    ['mkdir', 'lockDoors', 'pressBrakePedal', 'startEngine', 'post_tweet'],
    ['mv'],
    ['cat'],
    ['grep'],
    ['wc'],
  ]);
  const carToo = (toolName: string) =>
    toolName.startsWith('VehicleControlAPI.') ? [write('car')] : writesFiles(toolName);
  expect(levelsOf(mixed, carToo)).toEqual([
    ['mkdir', 'lockDoors', 'post_tweet'],
    ['mv', 'pressBrakePedal'],
    ['cat', 'startEngine'],
    ['grep'],
    ['wc'],
  ]);
});

it('runs those that only read beside each other, once it is told which they are', () => {
  const onlyRead = ['cat', 'grep', 'wc'].map((name) => `GorillaFileSystem.${name}`);
  const touches = (toolName: string) => (onlyRead.includes(toolName) ? [read('file system')] : writesFiles(toolName));
  expect(levelsOf(turn('multi_turn_base_31/0'), touches)).toEqual([['mkdir'], ['mv'], ['cat', 'grep', 'wc']]);
});

it('warns of exactly those whose tools say nothing', () => {
  const calls = turn('multi_turn_base_69/1').map((toolName) => ({ id: toolName.split('.')[1]!, name: toolName }));
  const plan = planBatch(calls.map(({ id, name }) => planCall(id, { toolName: name })));
  const warned = (declared: (toolName: string) => boolean) =>
    planWarnings(plan, calls, (call) => !declared(calls[call]!.name)).map(({ callIds }) => callIds);
  expect(warned(() => false)).toEqual([['lockDoors', 'pressBrakePedal', 'startEngine', 'post_tweet']]);
  expect(warned((toolName) => toolName.startsWith('TwitterAPI.'))).toEqual([
    ['lockDoors', 'pressBrakePedal', 'startEngine'],
  ]);
  expect(warned((toolName) => toolName.startsWith('VehicleControlAPI.'))).toEqual([]);
});

it('warns of a turn’s cd, cp, cd and mv until they say that they write the file system', () => {
  const toolNames = turn('multi_turn_base_16/0');
  const calls = toolNames.map((name, index) => ({ id: `c${index + 1}`, name, args: {} }));
  const warningsWith = (more: Partial<Tool>) => {
    const tools = [...new Set(toolNames)].map((name): Tool => ({ name, execute: () => null, ...more }));
    return createExecutor({ tools }).plan(calls).warnings;
  };
  expect(warningsWith({})).toMatchObject([
    {
      callIds: ['c1', 'c2', 'c3', 'c4'],
      toolNames: ['GorillaFileSystem.cd', 'GorillaFileSystem.cp', 'GorillaFileSystem.mv'],
    },
  ]);
  expect(warningsWith({ resources: [write('file system')] })).toEqual([]);
});

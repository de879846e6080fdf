import { expect, it } from 'vitest';
import { checkToolDependencies } from './check-tool-dependencies.js';

const check = (tools: Record<string, readonly string[] | undefined>) => () =>
  checkToolDependencies(Object.entries(tools).map(([name, dependsOn]) => ({ name, dependsOn })));

it('accepts tools that depend on others, in any order, some on none', () => {
  expect(check({ report: ['search', 'login'], search: ['login', 'login'], login: undefined, other: [] })).not.toThrow();
});

it('refuses tools that wait for each other, and prints how', () => {
  expect(check({ a: ['c'], b: ['a'], c: ['b'], d: ['a'] })).toThrow(
    expect.objectContaining({
      code: 'PLAN_CYCLE',
      message: 'dependsOn of the tools goes round in a circle: a → b → c → a',
    }),
  );
});

it('refuses a tool that waits for itself', () => {
  expect(check({ a: ['a'] })).toThrow(
    expect.objectContaining({ code: 'PLAN_CYCLE', toolName: 'a', message: expect.stringContaining('a → a') }),
  );
});

it('refuses a dependency that is no tool, also under a name that objects have', () => {
  expect(check({ a: [], b: ['a', 'constructor'] })).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      toolName: 'b',
      message: 'tool "b": dependsOn must name tools of this executor, got "constructor"',
    }),
  );
});

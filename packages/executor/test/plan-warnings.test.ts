import { describe, expect, it } from 'vitest';
import { createExecutor, type Tool } from '../src/index.js';
import { callsOf } from './call.js';

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({ name, execute: () => name, ...more });

const warningsOf = (tools: readonly Tool[], names: readonly string[], options: object = {}) =>
  createExecutor({ tools, ...options }).plan(callsOf(...names)).warnings;

it('names the calls that may write beside each other, their tools, and what to declare', () => {
  expect(warningsOf([tool('cd'), tool('cp')], ['cd', 'cp', 'cd'])).toEqual([
    {
      kind: 'undeclared-writes',
      callIds: ['c1', 'c2', 'c3'],
      toolNames: ['cd', 'cp'],
      message:
        'Calls c1, c2, c3 may write (tools "cd", "cp") and may run at the same time. Declare of each tool `effects: \'read\'` if it changes nothing, else `resources` (`[]` if nothing is shared), `dependsOn` or `exclusive`',
    },
  ]);
});

describe('says nothing', () => {
  it.each<[string, readonly Tool[], object?]>([
    ['of one that writes beside one that reads', [tool('a'), tool('b', { effects: 'read' })]],
    ['of one beside another that says what it touches', [tool('a'), tool('b', { resources: [] })]],
    ['where a function says it', [tool('a', { resources: () => [] }), tool('b')]],
    ['where one is exclusive', [tool('a', { exclusive: true }), tool('b')]],
    ['where one depends on the other', [tool('a'), tool('b', { dependsOn: ['a'] })]],
    ['where calls run one at a time', [tool('a'), tool('b')], { parallel: false }],
    ['of a tool that is not there', [tool('a')]],
  ])('%s', (_what, tools, options = {}) => {
    expect(warningsOf(tools, ['a', 'b'], options)).toEqual([]);
  });

  it('of calls that depend on each other themselves', () => {
    const [first, second] = callsOf('a', 'a');
    const { warnings } = createExecutor({ tools: [tool('a')] }).plan([first!, { ...second!, dependsOn: ['c1'] }]);
    expect(warnings).toEqual([]);
  });
});

it('gives one warning for 1,000 calls, in which ten are named', () => {
  const warnings = warningsOf(
    [tool('a')],
    Array.from({ length: 1000 }, () => 'a'),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]!.callIds).toHaveLength(1000);
  expect(warnings[0]!.message).toContain('c9, c10 and 990 more may write (tool "a")');
});

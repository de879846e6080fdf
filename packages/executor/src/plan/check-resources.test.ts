import { expect, it } from 'vitest';
import { checkResources } from './check-resources.js';

it('lets lists of reads and writes pass', () => {
  for (const resources of [
    [],
    [{ key: '', access: 'read' }],
    [
      { key: 'a', access: 'write' },
      { key: 'a', access: 'read' },
    ],
  ]) {
    expect(() => checkResources('resources', resources)).not.toThrow();
  }
});

it.each([
  [undefined, 'resources must be a list of { key, access }, got undefined'],
  [{ key: 'a', access: 'read' }, 'resources must be a list of { key, access }, got an object'],
  [[null], 'resources: key must be a string, got undefined'],
  [['a'], 'resources: key must be a string, got undefined'],
  [[{ key: 7, access: 'read' }], 'resources: key must be a string, got 7'],
  [[{ key: 'a' }], "resources: access must be 'read' or 'write', got undefined"],
  [
    [
      { key: 'a', access: 'read' },
      { key: 'a', access: 'own' },
    ],
    `resources: access must be 'read' or 'write', got "own"`,
  ],
])('throws for %j', (resources, message) => {
  const check = () => checkResources('resources', resources);
  expect(check).toThrow(message);
  expect(check).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
});

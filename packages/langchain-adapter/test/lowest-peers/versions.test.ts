import { expect, it } from 'vitest';
import adapter from '../../package.json' with { type: 'json' };
import lowest from './package.json' with { type: 'json' };

const PEERS = Object.keys(adapter.peerDependencies) as (keyof typeof adapter.peerDependencies)[];

it.each(PEERS)('runs the tests of the adapter on the lowest %s that it takes', (peer) => {
  expect(adapter.peerDependencies[peer]).toBe(`>=${lowest.devDependencies[peer]} <2`);
});

import { expect, it } from 'vitest';
import { normaliseMessage } from './normalise-message.js';

it.each([
  ['connect ECONNREFUSED 192.0.2.7:443', 'connect ECONNREFUSED …'],
  ['gave no result within 4000 ms', 'gave no result within … ms'],
  ["ENOENT: no such file, open 'notes-7.md'", 'ENOENT: no such file, open …'],
  ['no row 0193a2b1-7c4d-7e5f-8a9b-0c1d2e3f4a5b', 'no row …'],
  ['commit 5f9a7be1c2 of  the\n branch', 'commit … of the branch'],
  ['deadbeef is a word here', 'deadbeef is a word here'],
  ['', ''],
])('makes %j %j', (message, common) => {
  expect(normaliseMessage(message)).toBe(common);
});

it('takes no time for messages of a megabyte, and keeps little of them', () => {
  expect(normaliseMessage('"'.repeat(1_000_000)).length).toBeLessThanOrEqual(200);
  expect(normaliseMessage('a '.repeat(1_000_000))).toBe('a '.repeat(100));
});

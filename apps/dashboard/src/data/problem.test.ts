import { expect, it } from 'vitest';
import { problemOf } from './problem';

it.each([
  ['DATABASE_NOT_FOUND', 'absent'],
  ['DATABASE_UNREADABLE', 'unreadable'],
  ['SCHEMA_MISSING', 'schema-missing'],
  ['SCHEMA_OLDER', 'schema-older'],
  ['SCHEMA_NEWER', 'schema-newer'],
  ['INVALID_URL', 'invalid-url'],
  ['QUESTION_TIMEOUT', 'too-slow'],
  ['READER_ENDED', 'unreadable'],
])('turns %s into a designed state', (code, kind) => {
  const error = Object.assign(new Error('why'), { code });
  expect(problemOf(error)).toEqual({ kind, detail: 'why' });
});

it.each([new Error('bug'), Object.assign(new Error('x'), { code: 'constructor' }), 'text', null])(
  'leaves other errors to the panel that met them: %s',
  (error) => {
    expect(problemOf(error)).toBe(null);
  },
);

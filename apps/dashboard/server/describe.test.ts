import { expect, it } from 'vitest';
import { describeDatabase, describeListenError } from './describe';

function failing(code: string, message: string) {
  return { getStatus: () => Promise.reject(Object.assign(new Error(message), { code })) };
}

it('says what there is to show, or why there is nothing', async () => {
  expect(await describeDatabase('/a.db', failing('DATABASE_NOT_FOUND', 'x'))).toBe(
    '/a.db does not exist yet; the first recorder creates it',
  );
  expect(await describeDatabase('/a.db', failing('DATABASE_UNREADABLE', 'it is not a SQLite database'))).toBe(
    '/a.db cannot be read now: it is not a SQLite database',
  );
});

it.each([
  ['EADDRINUSE', 'Port 80 is in use; choose another one with --port, or --port 0 for any free one.'],
  ['EACCES', 'Port 80 may not be used by this user; choose one above 1023 with --port.'],
  ['ENOTFOUND', 'This machine has no address box.example; see --host.'],
  ['EADDRNOTAVAIL', 'This machine has no address box.example; see --host.'],
  ['EMFILE', 'as Node says it'],
])('says for %s what to do', (code, message) => {
  const error = Object.assign(new Error('as Node says it'), { code });
  expect(describeListenError(error, { host: 'box.example', port: 80 })).toBe(message);
});

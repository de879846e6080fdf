import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { databasePath } from './database-path.js';

describe('databasePath', () => {
  it.each([
    ['file:./a.db', path.resolve('a.db')],
    ['file:a b%20c.db', path.resolve('a b%20c.db')],
    ['file:/var/a.db', '/var/a.db'],
    ['file:///var/a%20b.db', '/var/a b.db'],
  ])('resolves %s', (url, expected) => {
    expect(databasePath(url)).toBe(expected);
  });

  it.each([
    ['./a.db', 'it must be file: and a path'],
    ['mysql://localhost/db', 'it must be file: and a path'],
    ['file:', 'the path after file: is missing'],
    ['file::memory:', 'a database in memory'],
    ['file:./a.db?mode=ro', 'parameters are not supported'],
    ['file://elsewhere/a.db', 'it names no file of this machine'],
  ])('refuses %s', (url, reason) => {
    expect(() => databasePath(url)).toThrow(reason);
  });

  it('does not repeat a password', () => {
    expect(() => databasePath('mysql://ada:secret@db/x')).toThrow('mysql://***@db/x');
  });
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { locate } from './location.js';

describe('locate', () => {
  it('finds a file', () => {
    expect(locate('file:./a.db')).toEqual({ kind: 'sqlite', file: path.resolve('a.db'), shown: path.resolve('a.db') });
  });

  it('finds a schema of its own in a PostgreSQL database, and shows no user and no password', () => {
    expect(locate('postgres://ada:s%40crets@db.example:6432/agents?sslmode=require')).toEqual({
      kind: 'postgresql',
      url: 'postgres://ada:s%40crets@db.example:6432/agents?sslmode=require',
      schema: 'parallel_tools',
      shown: 'postgresql://db.example:6432/agents?schema=parallel_tools',
    });
  });

  it('takes another schema from the URL', () => {
    expect(locate('postgresql://db/agents?schema=metrics')).toMatchObject({
      schema: 'metrics',
      url: 'postgresql://db/agents',
    });
  });

  it.each(['postgres://ada:secret@db', 'postgres:///x', 'postgres:agents', 'postgres://ada:secret@db/x?schema=A-b'])(
    'refuses %s without repeating a password',
    (url) => {
      expect(() => locate(url)).toThrow(expect.objectContaining({ code: 'INVALID_URL' }));
      expect(() => locate(url)).not.toThrow('secret');
    },
  );
});

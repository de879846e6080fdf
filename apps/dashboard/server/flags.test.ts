import { expect, it } from 'vitest';
import { isLoopback, parseFlags } from './flags';

const TOKEN = 'a-token-of-sixteen';

it('serves on this machine alone, without a token, unless told otherwise', () => {
  expect(parseFlags([], {})).toEqual({
    name: 'serve',
    databaseUrl: undefined,
    port: 4000,
    host: '127.0.0.1',
    allowedHosts: [],
    token: null,
    open: false,
  });
});

it('takes every flag', () => {
  const flags = ['--database-url', 'file:./a.db', '--port', '0', '--host', '[::]', '--open'];
  const names = ['--allowed-host', 'Dash.Example', '--allowed-host', 'other.example'];
  expect(parseFlags([...flags, ...names, '--token', TOKEN], {})).toEqual({
    name: 'serve',
    databaseUrl: 'file:./a.db',
    port: 0,
    host: '::',
    allowedHosts: ['dash.example', 'other.example'],
    token: TOKEN,
    open: true,
  });
});

it('takes database and token from the environment, which other users cannot read', () => {
  const environment = { DATABASE_URL: 'file:./b.db', PARALLEL_TOOLS_TOKEN: TOKEN };
  expect(parseFlags(['--host', '0.0.0.0'], environment)).toMatchObject({ databaseUrl: 'file:./b.db', token: TOKEN });
  expect(parseFlags(['--database-url', 'file:./a.db'], environment)).toMatchObject({ databaseUrl: 'file:./a.db' });
  expect(parseFlags([], { PARALLEL_TOOLS_TOKEN: '' })).toMatchObject({ token: null });
});

it.each([['--help'], ['-h'], ['--version'], ['-v']])('knows %s', (flag) => {
  expect(parseFlags([flag], {}).name).toBe(flag.includes('h') ? 'help' : 'version');
});

it.each([
  [['--host', '0.0.0.0'], '--host 0.0.0.0 can be reached by others: give a --token, or leave --host out'],
  [['--host', 'box.example'], '--host box.example can be reached by others: give a --token, or leave --host out'],
  [['--host', ''], '--host must name a host or an address'],
  [['--port', '65536'], '--port must be an integer from 0 to 65535, got "65536"'],
  [['--port', ''], '--port must be an integer from 0 to 65535, got ""'],
  [['--port', '4.5'], '--port must be an integer from 0 to 65535, got "4.5"'],
  [['--token', 'short'], 'the token must have at least 16 characters, got 5'],
  [['--token', 'with a blank and more'], 'the token may hold letters, digits and - . _ ~ only'],
  [['--token', ''], 'the token may hold letters, digits and - . _ ~ only'],
  [['--allowed-host', 'a.example:80'], '--allowed-host must be a name without port, got "a.example:80"'],
  [['--prot', '1'], "Unknown option '--prot'; --help lists the flags"],
])('refuses %j', (args, message) => {
  expect(() => parseFlags(args, {})).toThrow(new Error(message));
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['127.0.0.1.evil.example', false],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.2', false],
])('knows whether only this machine reaches %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

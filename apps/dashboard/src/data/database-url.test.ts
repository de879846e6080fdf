import { expect, it } from 'vitest';
import { resolveDatabase } from './database-url';

it.each([
  [undefined, '/srv/agent/parallel-tools.db'],
  ['', '/srv/agent/parallel-tools.db'],
  ['file:./metrics.db', '/srv/agent/metrics.db'],
  ['file:/var/lib/metrics.db', '/var/lib/metrics.db'],
  ['file:///var/lib/metrics.db', '/var/lib/metrics.db'],
  ['file:///var/lib/with%20space.db', '/var/lib/with space.db'],
  ['file:../metrics with space.db', '/srv/metrics with space.db'],
])('resolves %s to an absolute path', (given, shownPath) => {
  expect(resolveDatabase(given, '/srv/agent')).toEqual({
    url: `file:${shownPath}`,
    shownUrl: `file:${shownPath}`,
    shownPath,
  });
});

it.each(['file:', 'file::memory:', 'file://other-host/metrics.db', 'metrics.db'])(
  'leaves %s for the reader to refuse',
  (given) => {
    expect(resolveDatabase(given, '/work')).toEqual({ url: given, shownUrl: given, shownPath: given });
  },
);

it.each([
  ['postgresql://reader:secret@db.example/metrics', 'postgresql://db.example/metrics'],
  ['postgresql://reader:sec/ret@1@db.example/metrics', 'postgresql://db.example/metrics'],
  [
    'postgresql://db.example/metrics?user=a&password=secret&schema=s',
    'postgresql://db.example/metrics?user=a&password=…&schema=s',
  ],
])('never shows the credentials of %s', (url, shown) => {
  expect(resolveDatabase(url, '/')).toEqual({ url, shownUrl: shown, shownPath: shown });
});

import { expect, it } from 'vitest';
import { decodeSegment } from './decode-segment';
import { toolNameOf, toolPath } from './tool-path';

it.each(['web_search', '.', '..', '~', '~..', 'a/b', 'a?b#c', '%2e%2e', '__proto__', '日本 語', ''])(
  'leads to the page of %j and no other',
  (name) => {
    const { pathname, search, hash } = new URL(toolPath(name), 'http://dashboard');
    expect([search, hash]).toEqual(['', '']);
    const segments = pathname.split('/');
    expect(segments.slice(0, 2)).toEqual(['', 'tools']);
    expect(segments).toHaveLength(3);
    expect(toolNameOf(decodeSegment(segments[2] ?? '') ?? '')).toBe(name);
  },
);

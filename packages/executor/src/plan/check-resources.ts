import { check } from '../check.js';
import type { Resource } from './resource.js';

/** @throws {ExecutorError} `INVALID_OPTION`, naming what is no list of `{ key, access }`. */
export function checkResources(option: string, resources: unknown): asserts resources is readonly Resource[] {
  check(Array.isArray(resources), option, 'must be a list of { key, access }', resources);
  for (const resource of resources as readonly Partial<Resource>[]) {
    check(typeof resource?.key === 'string', `${option}: key`, 'must be a string', resource?.key);
    const isAccess = resource.access === 'read' || resource.access === 'write';
    check(isAccess, `${option}: access`, "must be 'read' or 'write'", resource.access);
  }
}

import { compare, costOf, type Subject } from './compare.ts';
import { executorSubject } from './executor-subject.ts';
import { atMost, type Finding, type Goal, ratioFinding } from './finding.ts';
import { asyncQueueSubject, effectSubject, noop, pLimitSubject, pQueueSubject, promiseAllSubject } from './peers.ts';
import type { Settings } from './settings.ts';

const MANY = 100_000;

/** What the executor costs per call of a tool that does nothing, beside limiters. */
export async function* measureOverhead(settings: Settings): AsyncGenerator<Finding> {
  for (const limit of [10, 100]) yield* measureLimit(limit, settings);
}

async function* measureLimit(limit: number, settings: Settings): AsyncGenerator<Finding> {
  const peers: readonly [Subject, Goal | null][] = [
    [pLimitSubject(MANY, limit), atMost(1.6)],
    [pQueueSubject(MANY, limit, 30_000), atMost(0.3)],
    [pQueueSubject(MANY, limit), null],
    [asyncQueueSubject(MANY, limit), null],
    [effectSubject(MANY, limit), null],
    [promiseAllSubject(MANY), null],
  ];
  const ours = costOf(executorSubject(MANY, { maxConcurrency: limit }), settings);
  for (const [peer, goal] of peers) {
    const name = `limit ${limit}, to ${peer.name}`;
    yield ratioFinding(name, await compare(ours, costOf(peer, settings), settings), goal);
  }
  const tool = { name: 'noop', maxConcurrency: limit, execute: noop };
  const limitedTool = costOf(executorSubject(MANY, { maxConcurrency: Number.POSITIVE_INFINITY, tool }), settings);
  const comparison = await compare(limitedTool, costOf(pLimitSubject(MANY, limit), settings), settings);
  yield ratioFinding(`limit ${limit} of the tool instead, to p-limit`, comparison, null);
}

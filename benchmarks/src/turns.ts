import { compare, costOf } from './compare.ts';
import { executorSubject } from './executor-subject.ts';
import { atMost, type Finding, ownFinding, ratioFinding } from './finding.ts';
import { pLimitSubject, textbookSubject } from './peers.ts';
import type { Settings } from './settings.ts';
import { scaleSpread } from './spread.ts';
import { toolInvokeSubject, toolNodeSubject, validatingSubject } from './tool-node.ts';

const TURN = 10;
const TURN_MAX_US = 12;
const SINGLE_MAX_US = 2.5;

/** What a small batch costs, as model turns are, beside the ways to run one. */
export async function* measureTurns(settings: Settings): AsyncGenerator<Finding> {
  yield await measureBatch(TURN, TURN_MAX_US, settings);
  yield await measureBatch(1, SINGLE_MAX_US, settings);
  yield* measureToolNode(settings);
  yield await measureTextbook(settings);
}

async function measureTextbook(settings: Settings): Promise<Finding> {
  const textbook = textbookSubject(TURN);
  // It cleans up by a collection, after which code has to be optimised again.
  const own = costOf(executorSubject(TURN), settings, 5 * settings.sampleMs);
  const comparison = await compare(own, costOf(textbook, settings), settings);
  return ratioFinding(`batch of ${TURN}, to ${textbook.name}`, comparison, atMost(0.2));
}

/** Its own cost; p-limit stands beside it to show that the machine was at rest. */
async function measureBatch(size: number, maxUs: number, settings: Settings): Promise<Finding> {
  const plain = costOf(pLimitSubject(size, TURN), settings);
  const comparison = await compare(costOf(executorSubject(size), settings), plain, settings);
  return ownFinding(`batch of ${size}`, comparison, scaleSpread(comparison.own, size), atMost(maxUs));
}

async function* measureToolNode(settings: Settings): AsyncGenerator<Finding> {
  const node = costOf(toolNodeSubject(TURN), settings);
  const ours = await compare(costOf(validatingSubject(TURN), settings), node, settings);
  yield ratioFinding(`turn of ${TURN} with zod, to ToolNode`, ours, atMost(0.15));
  const invoke = await compare(costOf(toolInvokeSubject(TURN), settings), node, settings);
  yield ratioFinding('tool.invoke alone, to ToolNode', invoke, null);
}

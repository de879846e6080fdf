// Graphs of the shapes that were counted in real turns and workflows, for those who have no data to replay.
import type { Graph, GraphCall } from './graph.ts';
import { drawIndex, drawLogNormal, drawOne, type Random, seededRandom } from './random.ts';

const TURNS = 2_000;
const WORKFLOWS = 8;

/** Turns of 2 to 8 calls, most of them chains or independent; run times from 10 ms to minutes. */
export function makeTurns(seed: number): readonly Graph[] {
  const random = seededRandom(seed);
  return Array.from({ length: TURNS }, (_, index) => {
    const shape = drawOne(random, ['chain', 'independent', 'nested'] as const);
    const size = 2 + Math.floor(7 * random() ** 3);
    const calls = Array.from({ length: size }, (__, call) => ({
      toolName: `tool ${drawIndex(random, 4)}`,
      durationMs: drawLogNormal(random, 100, 2),
      predecessors: predecessorsIn(shape, call, random),
    }));
    return { name: `made turn ${index}`, calls };
  });
}

/** Workflows in layers of equal tools, 30 to 100 calls; tools differ by orders of magnitude, their calls by a factor or two. */
export function makeWorkflows(seed: number): readonly Graph[] {
  const random = seededRandom(seed + 1);
  return Array.from({ length: WORKFLOWS }, (_, index) => {
    const calls: GraphCall[] = [];
    let layer: number[] = [];
    for (let depth = 0; calls.length < 30 || (calls.length < 80 && random() < 0.6); depth++) {
      const typicalMs = drawLogNormal(random, 10_000, 1.5);
      const width = drawOne(random, [1, 2, 8, 16, 24]);
      const before = layer;
      layer = Array.from({ length: width }, (__, call) => calls.length + call);
      for (const call of layer.keys()) {
        const predecessors = layerPredecessors(before, call, width);
        calls.push({ toolName: `tool ${depth}`, durationMs: drawLogNormal(random, typicalMs, 0.6), predecessors });
      }
    }
    return { name: `made workflow ${index}`, calls };
  });
}

function predecessorsIn(shape: 'chain' | 'independent' | 'nested', call: number, random: Random): number[] {
  if (call === 0 || shape === 'independent') return [];
  if (shape === 'chain') return [call - 1];
  return random() < 0.4 ? [] : [...new Set([drawIndex(random, call), drawIndex(random, call)])];
}

/** A wide layer splits what came before, a narrow one joins it. */
function layerPredecessors(before: readonly number[], call: number, width: number): readonly number[] {
  if (before.length <= width) return before.length === 0 ? [] : [before[call % before.length] ?? 0];
  return before.filter((_, index) => index % width === call);
}

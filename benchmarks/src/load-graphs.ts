// Graphs of others, from the folder that `--data` names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, levelsOf } from './graph.ts';
import { drawOne, seededRandom } from './random.ts';

/** Graphs, and how many were left out because calls of theirs wait for each other. */
export interface GraphSet {
  readonly graphs: readonly Graph[];
  readonly cyclicCount: number;
}

/** The calls of agents' turns in `graphs.jsonl`, with run times drawn from `agent-calls.csv`. */
export function loadTurns(dataFolder: string, seed: number): GraphSet {
  const random = seededRandom(seed);
  const durationsMs = loadDurations(dataFolder);
  const lines = readFileSync(join(dataFolder, 'graphs.jsonl'), 'utf8').trim().split('\n');
  const graphs = lines.map((line): Graph => {
    const { ds, id, tools, preds } = JSON.parse(line) as {
      ds: string;
      id: unknown;
      tools: string[];
      preds: number[][];
    };
    const calls = tools.map((toolName, index) => ({
      toolName,
      durationMs: drawOne(random, durationsMs),
      predecessors: [...new Set(preds[index])],
    }));
    return { name: `${ds} ${id}`, calls };
  });
  const acyclic = graphs.filter((graph) => levelsOf(graph) !== null);
  return { graphs: acyclic, cyclicCount: graphs.length - acyclic.length };
}

/** The workflows of `wfinstances/`, with the run times they had. */
export function loadWorkflows(dataFolder: string): readonly Graph[] {
  const folder = join(dataFolder, 'wfinstances');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => toGraph(file, JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

/** WfFormat 1.5, the parts read here. */
interface WorkflowFile {
  readonly workflow: {
    readonly specification: {
      readonly tasks: readonly { readonly id: string; readonly name: string; readonly parents: readonly string[] }[];
    };
    readonly execution: {
      readonly tasks: readonly {
        readonly id: string;
        readonly runtimeInSeconds: number;
        readonly command?: { readonly program?: string };
      }[];
    };
  };
}

function toGraph(name: string, { workflow }: WorkflowFile): Graph {
  const { tasks } = workflow.specification;
  const positions = new Map(tasks.map(({ id }, index) => [id, index]));
  const runs = new Map(workflow.execution.tasks.map((run) => [run.id, run]));
  const calls = tasks.map((task) => {
    const run = runs.get(task.id);
    return {
      toolName: toolNameOf(task.name, run?.command?.program),
      durationMs: (run?.runtimeInSeconds ?? 0) * 1000,
      predecessors: task.parents.flatMap((id) => positions.get(id) ?? []),
    };
  });
  return { name, calls };
}

/** The program; where a whole script stands in its place, the task's name without its number. */
function toolNameOf(taskName: string, program = ''): string {
  return /^[\w.-]+$/.test(program) ? program : taskName.replace(/_(ID)?\d+$/, '');
}

function loadDurations(dataFolder: string): readonly number[] {
  const [header = '', ...rows] = readFileSync(join(dataFolder, 'agent-calls.csv'), 'utf8').trim().split('\n');
  const column = header.split(',').indexOf('duration_ms');
  return rows.map((row) => Number(row.split(',')[column]));
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import bfclSample from './__fixtures__/bfcl-arguments.json' with { type: 'json' };
import nestfulSample from './__fixtures__/nestful-tasks.json' with { type: 'json' };
import nesToolsSample from './__fixtures__/nestools-tasks.json' with { type: 'json' };
import { readReferences } from './args-template.js';
import { bindReferences } from './bind-references.js';
import { CallNames, type OutputAliases } from './call-names.js';
import { type ReferenceOptions, resolveReferenceOptions } from './reference-options.js';

/** A task of a data set: its calls, and for each the calls it needs, by what the data set itself says. */
interface Task {
  readonly id: number;
  readonly calls: readonly { readonly toolName: string; readonly args: object; readonly aliases?: OutputAliases }[];
  readonly predecessors: readonly (readonly number[])[];
}

interface NestfulTask {
  readonly output: readonly { readonly name: string; readonly arguments: object; readonly label?: string }[];
}

interface NesToolsTask {
  readonly api: readonly { readonly api_name: string; readonly responses: object }[];
  readonly call: readonly {
    readonly api_name: string;
    readonly parameters: object;
    readonly responses: readonly string[];
  }[];
}

/** The last entry, `var_result`, is the answer's template, not a call. */
function nestfulTask({ output }: NestfulTask, id: number): Task {
  const calls = output.filter(({ name }) => name !== 'var_result');
  const labels = calls.map(({ label }) => label);
  return {
    id,
    calls: calls.map(({ name, arguments: args }) => ({ toolName: name, args })),
    predecessors: calls.map((call) =>
      labelled(JSON.stringify(call.arguments), /\$(var\d+)[.$]/g, (label) => labels.indexOf(label)),
    ),
  };
}

/** Its names are names of outputs: the n-th that a call lists is the n-th of what its tool gives back. */
function nesToolsTask({ api, call: calls }: NesToolsTask, id: number): Task {
  const outputsOf = (toolName: string) =>
    Object.keys(api.find(({ api_name }) => api_name === toolName)?.responses ?? {});
  const ownerOf = (output: string) => calls.findIndex(({ responses }) => responses.includes(output));
  return {
    id,
    calls: calls.map(({ api_name, parameters, responses }) => ({
      toolName: api_name,
      args: parameters,
      aliases: Object.fromEntries(responses.map((name, place) => [name, `/${outputsOf(api_name)[place]}`])),
    })),
    predecessors: calls.map(({ parameters }) => labelled(JSON.stringify(parameters), /"(API_call_\d+)"/g, ownerOf)),
  };
}

function labelled(json: string, label: RegExp, indexOf: (label: string) => number): number[] {
  return [...new Set(Array.from(json.matchAll(label), ([, name = '']) => indexOf(name)))].sort((a, b) => a - b);
}

/** The edges of a task as its arguments are read; a reference that cannot be followed is an error here. */
function edgesOf(task: Task, options: ReferenceOptions): number[][] {
  const names = new CallNames();
  const idOf = (index: number) => `call_${index}`;
  for (const [index, { toolName, aliases }] of task.calls.entries()) names.add(idOf(index), toolName, aliases);
  return task.calls.map(({ toolName, args }, index) => {
    const template = readReferences(args, resolveReferenceOptions(options), names);
    if (template === null) return [];
    const { targets, error } = bindReferences(template, { index, callId: idOf(index), toolName }, names);
    if (error !== null) throw error;
    return [...targets].sort((a, b) => a - b);
  });
}

/** Edges found and edges there are, over all tasks. */
function score(tasks: readonly Task[], options: ReferenceOptions) {
  const count = { edges: 0, found: 0, right: 0 };
  for (const task of tasks) {
    const found = edgesOf(task, options);
    for (const [index, predecessors] of task.predecessors.entries()) {
      count.edges += predecessors.length;
      count.found += found[index]?.length ?? 0;
      count.right += predecessors.filter((predecessor) => found[index]?.includes(predecessor)).length;
    }
  }
  return { ...count, precision: count.right / count.found, recall: count.right / count.edges };
}

function expectNoReference(argumentObjects: readonly object[]): void {
  const names = new CallNames();
  for (const callId of ['a', 'b', 'c']) names.add(callId, 'search');
  const options = resolveReferenceOptions({});
  expect(argumentObjects.filter((args) => readReferences(args, options, names) !== null)).toEqual([]);
}

describe('samples of published data', () => {
  const nestful = nestfulSample.tasks.map((task) => nestfulTask(task, task.id));
  const nesTools = nesToolsSample.tasks.map((task) => nesToolsTask(task, task.test_id));

  it('has the edges of NESTFUL, within texts too', () => {
    expect(edgesOf(nestful.find(({ id }) => id === 14)!, { notations: ['nestful'] })).toEqual([[], [0]]);
    expect(edgesOf(nestful.find(({ id }) => id === 34)!, { notations: ['nestful'] })).toEqual([[], [], [0, 1]]);
    expect(score(nestful, { notations: ['nestful'] })).toMatchObject({ precision: 1, recall: 1 });
  });

  it('takes "var1.product_id$", which lacks its first "$" in NESTFUL, for text', () => {
    expect(edgesOf(nestful.find(({ id }) => id === 21)!, { notations: ['nestful'] })).toEqual([[], [], [0]]);
  });

  it('has the edges of NesTools, within lists too', () => {
    expect(edgesOf(nesTools[0]!, { notations: ['nes-tools'] })).toEqual([[], [0], [0, 1]]);
    expect(score(nesTools, { notations: ['nes-tools'] })).toMatchObject({ precision: 1, recall: 1 });
  });

  it('finds no reference in arguments that have none, prices and templates among them', () => {
    expectNoReference([
      ...bfclSample.arguments,
      ...[...nestful, ...nesTools].flatMap(({ calls }) => calls.map(({ args }) => args)),
    ]);
  });
});

const folder = process.env.PARALLEL_TOOLS_DATA ?? '';
const hasFolder = folder !== '' && existsSync(join(folder, 'graphs.jsonl'));
if (!hasFolder) console.info('Skipped: PARALLEL_TOOLS_DATA names no folder with the published data sets.');

// Not skipped without the folder: the samples above stand for it.
if (hasFolder)
  describe('published data', () => {
    const readJson = <Value>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Value;
    const readLines = <Value>(file: string) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Value);

    const nestful = hasFolder ? readJson<NestfulTask[]>('nestful-executable.json').map(nestfulTask) : [];
    const nesTools = hasFolder ? readLines<NesToolsTask>('nestools.jsonl').map(nesToolsTask) : [];

    it('has every edge of NESTFUL and no other', () => {
      const counts = score(nestful, { notations: ['nestful'] });
      console.info('NESTFUL', nestful.length, 'tasks', counts);
      expect(counts).toMatchObject({ precision: 1, recall: 1 });
    });

    it('has every edge of NesTools and no other', () => {
      const counts = score(nesTools, { notations: ['nes-tools'] });
      console.info('NesTools', nesTools.length, 'tasks', counts);
      expect(counts).toMatchObject({ precision: 1, recall: 1 });
    });

    it('agrees with the graphs that others made of these tasks', () => {
      const graphs = readLines<{ ds: string; id: number; preds: number[][] }>('graphs.jsonl');
      const disagreeing = (dataSet: string, tasks: readonly Task[], options: ReferenceOptions) => {
        const ofSet = graphs.filter(({ ds }) => ds === dataSet);
        expect(ofSet.length).toBeGreaterThan(0);
        return ofSet.filter(
          ({ id, preds }) =>
            JSON.stringify(edgesOf(tasks[id]!, options)) !==
            JSON.stringify(preds.map((row) => row.toSorted((a, b) => a - b))),
        );
      };
      expect(disagreeing('NESTFUL v1 executable', nestful, { notations: ['nestful'] })).toEqual([]);
      expect(disagreeing('NesTools test', nesTools, { notations: ['nes-tools'] })).toEqual([]);
    });

    it('has no canonical reference anywhere in NESTFUL, NesTools and BFCL', () => {
      const bfcl = ['bfcl-parallel-answer.json', 'bfcl-parallel.json', 'bfcl-multi-turn-base.json'].flatMap((file) =>
        readLines<object>(file),
      );
      const tasks = [...nestful, ...nesTools].flatMap(({ calls }) => calls.map(({ args }) => args));
      console.info('No reference in', tasks.length, 'calls and', bfcl.length, 'entries of BFCL');
      expectNoReference([...tasks, ...bfcl]);
    });
  });

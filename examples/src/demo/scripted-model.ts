import { type ChatMessage, LLMock } from '@copilotkit/aimock';
import { formatBytes } from './format.ts';

/** What stands in for a model, on 127.0.0.1. */
export interface ScriptedModel {
  /** Base URL for an OpenAI client. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** A tool call that was answered. */
interface Answered {
  readonly name: string;
  readonly package: string;
  /** Null when the answer is no JSON, as an error's may be. */
  readonly output: unknown;
}

/** What the model says next: calls to make, or its answer. */
type NextTurn =
  | { readonly calls: readonly { readonly name: string; readonly package?: string }[] }
  | { readonly answer: string };

const MEASURED = 40;
const HEAVIEST = 5;

/**
 * Starts an OpenAI-compatible server whose turns are computed from the tool results it is sent: it lists the packages,
 * measures them, asks about the heaviest, hashes the lighter three of those, and answers.
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const server = new LLMock({ port: 0 });
  server.on({ predicate: () => true }, ({ messages }) => {
    const answered = answeredCalls(messages);
    const turn = nextTurn(answered);
    if ('answer' in turn) return { content: turn.answer };
    return {
      toolCalls: turn.calls.map((call, index) => ({
        id: `call_${answered.length + index + 1}`,
        name: call.name,
        arguments: JSON.stringify(call.package === undefined ? {} : { package: call.package }),
      })),
    };
  });
  await server.start();
  return { baseUrl: `${server.url}/v1`, close: () => server.stop() };
}

/** The script: each turn follows from what was answered so far. */
function nextTurn(answered: readonly Answered[]): NextTurn {
  const of = (name: string) => answered.filter((call) => call.name === name);
  if (of('list_workspace_packages').length === 0) return { calls: [{ name: 'list_workspace_packages' }] };
  const measured = of('measure_size');
  if (measured.length === 0) {
    const names = [...new Set(dependenciesOf(of('list_workspace_packages')[0]?.output))].slice(0, MEASURED);
    return { calls: names.map((name) => ({ name: 'measure_size', package: name })) };
  }
  const heaviest = measured.toSorted((a, b) => bytesOf(b.output) - bytesOf(a.output)).slice(0, HEAVIEST);
  if (of('read_manifest').length === 0) {
    const names = heaviest.map((call) => call.package);
    return { calls: askAbout(names, sharedDependencies(of('list_workspace_packages')[0]?.output)) };
  }
  if (of('hash_files').length === 0) {
    // The two heaviest would keep the processor busy for longer than anyone watches a demo.
    return { calls: heaviest.slice(2).map((call) => ({ name: 'hash_files', package: call.package })) };
  }
  return { answer: summarise(heaviest, answered) };
}

/** All about the heaviest, and the versions of those that several packages share: the ones that can be out of step. */
function askAbout(heaviest: readonly string[], shared: readonly string[]): { name: string; package: string }[] {
  const versioned = [...new Set([...heaviest, ...shared])];
  return [
    ...heaviest.flatMap((name) => ['read_manifest', 'read_licence'].map((tool) => ({ name: tool, package: name }))),
    ...versioned.map((name) => ({ name: 'ask_registry', package: name })),
    ...heaviest.slice(0, 1).map((name) => ({ name: 'ask_mirror', package: name })),
  ];
}

function summarise(heaviest: readonly Answered[], answered: readonly Answered[]): string {
  const outputOf = (tool: string, name: string) =>
    answered.find((call) => call.name === tool && call.package === name)?.output as
      | Record<string, unknown>
      | null
      | undefined;
  const lines = heaviest.map((call) => {
    const licence = String(outputOf('read_manifest', call.package)?.licence ?? 'licence unknown');
    return `${call.package}: ${formatBytes(bytesOf(call.output))}, ${licence}`;
  });
  const outOfStep = answered
    .filter((call) => call.name === 'ask_registry')
    .map((call) => ({ name: call.package, versions: (call.output as { versions?: string[] } | null)?.versions ?? [] }))
    .filter(({ versions }) => versions.length > 1)
    .map(({ name, versions }) => `${name} (${versions.join(', ')})`);
  const step = outOfStep.length === 0 ? 'none of them' : outOfStep.join('; ');
  return `Heaviest dependencies:\n${lines.map((line) => `- ${line}`).join('\n')}\nOut of step (several versions installed): ${step}.`;
}

function answeredCalls(messages: readonly ChatMessage[]): Answered[] {
  const results = new Map(
    messages.flatMap(({ role, tool_call_id, content }) => (role === 'tool' ? [[tool_call_id, content]] : [])),
  );
  return messages
    .flatMap(({ tool_calls = [] }) => tool_calls)
    .map(({ id, function: { name, arguments: args } }) => ({
      name,
      package: String((parse(args) as { package?: string } | null)?.package ?? ''),
      output: parse(results.get(id)),
    }));
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

function bytesOf(output: unknown): number {
  return Number((output as { bytes?: number } | null)?.bytes ?? 0);
}

function dependenciesOf(output: unknown): string[] {
  const workspaces = Array.isArray(output) ? (output as { dependencies?: string[] }[]) : [];
  return workspaces.flatMap(({ dependencies = [] }) => dependencies).sort();
}

function sharedDependencies(output: unknown): string[] {
  const names = dependenciesOf(output);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

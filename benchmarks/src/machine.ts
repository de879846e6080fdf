import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';

/** Processor, system, Node, and how busy the machine is. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const load = loadavg()[0]?.toFixed(1);
  return `${cpus().length} × ${cpu?.model.trim()}, ${type()} ${release()}, Node ${process.version}, load ${load}`;
}

/** Of what is compared, as installed. */
export function versions(): Record<string, string> {
  const names = [
    'p-limit',
    'p-queue',
    'async',
    'effect',
    '@langchain/langgraph',
    '@langchain/core',
    '@langchain/openai',
    'langchain',
    'openai',
    'ai',
    '@openai/agents',
    '@mastra/core',
    'zod',
  ];
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

function versionOf(name: string): string {
  // Read as a file: not every package lets its package.json be imported.
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}

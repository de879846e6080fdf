// The main job, end to end: a dependency auditor over this repository's own packages, run by three agents whose tool calls
// go through one executor; every batch is recorded in a SQLite file, and the dashboard shows it.
//   node examples/src/demo/main.ts [--no-serve] [--port 4100]
// Environment: OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL for a real model; DATABASE_URL (file:… only).
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createExecutor } from '@parallel-tools/executor';
import { createRecorder } from '@parallel-tools/metrics';
import { agents, type ModelAccess } from './agents.ts';
import { auditTools, noteSubjects } from './audit-tools.ts';
import { isPortFree, serveDashboard } from './dashboard.ts';
import { type DemoFlags, parseFlags } from './flags.ts';
import { formatMs, formatSpeedup } from './format.ts';
import { installedPackages } from './installed-packages.ts';
import { showProgress } from './progress.ts';
import { startRegistry } from './registry.ts';
import { startScriptedModel } from './scripted-model.ts';

const root = resolve(import.meta.dirname, '../../..');
// A variable that is set to nothing, as CI does with a missing secret, counts as not set.
const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
const {
  OPENAI_API_KEY,
  OPENAI_BASE_URL,
  OPENAI_MODEL = 'gpt-5-mini',
  DATABASE_URL = 'file:./parallel-tools.db',
} = given;

/** Exit codes: a mistake on the command line, and an end by Ctrl-C. */
const MISTAKE = 2;
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let flags: DemoFlags;
  try {
    flags = parseFlags(args);
  } catch (error) {
    return mistake((error as Error).message);
  }
  if (flags.serve && !(await isPortFree(flags.port)))
    return mistake(`Port ${flags.port} is busy; choose another one with --port.`);

  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
  try {
    const databaseUrl = await runAgents(stop.signal);
    if (flags.serve) await serve(flags.port, databaseUrl, stop.signal);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    throw error;
  }
}

/**
 * Runs every agent on the question; what it started is closed again whatever happens, the last one first.
 *
 * @returns The URL of the database, its path absolute where it has one.
 */
async function runAgents(signal: AbortSignal): Promise<string> {
  const closers: (() => unknown)[] = [];
  try {
    const packages = installedPackages(root);
    const registry = await startRegistry(packages);
    closers.push(registry.close);
    const access = OPENAI_API_KEY === undefined ? await standIn(closers) : realModel(OPENAI_API_KEY);
    const recorder = createRecorder({ url: DATABASE_URL, retryForMs: 2_000 });
    closers.push(() => recorder.close());
    const executor = createExecutor({ tools: [], maxConcurrency: 8, recorder });
    const subjects = new Map<string, string>();
    const tools = noteSubjects(auditTools(packages, registry), subjects);
    const subjectOf = (callId: string) => subjects.get(callId) ?? '';
    closers.push(() => executor.close(), showProgress({ executor, subjectOf, output: process.stdout }));

    for (const agent of agents) {
      console.log(`\n${agent.name}`);
      const answer = await agent.run({ ...access, executor, tools, signal });
      signal.throwIfAborted();
      console.log(`\n${answer}`);
    }
    const { batchCount, callCount, okCount, speedup } = executor.stats();
    console.log(
      `\n${batchCount} batches, ${callCount} calls, ${okCount} ok: ${formatSpeedup(speedup)} as fast as one call after another.`,
    );
    await recorder.flush();
    // Why, the recorder has said on stderr.
    const { recordedCount, storedCount } = recorder.stats();
    console.log(
      storedCount === recordedCount
        ? `Recorded in ${recorder.databasePath}`
        : `Recorded: ${storedCount} of ${recordedCount} batches.`,
    );
    return recorder.databasePath === null ? DATABASE_URL : `file:${recorder.databasePath}`;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function standIn(closers: (() => unknown)[]): Promise<ModelAccess> {
  const model = await startScriptedModel();
  closers.push(model.close);
  console.log('Model: a scripted stand-in on 127.0.0.1, no language model: OPENAI_API_KEY is not set.');
  console.log('Its turns are computed from the tool results; tools, HTTP, timings and records are real.');
  return { model: 'scripted', apiKey: 'none', baseUrl: model.baseUrl };
}

function realModel(apiKey: string): ModelAccess {
  console.log(`Model: ${OPENAI_MODEL} at ${OPENAI_BASE_URL ?? 'OpenAI'}.`);
  return { model: OPENAI_MODEL, apiKey, baseUrl: OPENAI_BASE_URL };
}

async function serve(port: number, databaseUrl: string, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  const dashboard = await serveDashboard(root, port, databaseUrl);
  if (!signal.aborted) {
    console.log(`Dashboard: ${dashboard.url} (ready in ${formatMs(performance.now() - startedMs)}; Ctrl-C ends it)`);
    await Promise.race([once(signal, 'abort'), dashboard.ended]);
  }
  await dashboard.close();
  if (!signal.aborted) throw new Error('the dashboard has ended by itself');
}

function mistake(line: string): number {
  console.error(line);
  return MISTAKE;
}

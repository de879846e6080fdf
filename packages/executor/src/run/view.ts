import { check } from '../check.js';
import { ExecutorError } from '../errors.js';
import { checkToolDependencies } from '../plan/check-tool-dependencies.js';
import { type CompiledTool, compileTool } from '../tool.js';
import type { AnyTool } from '../types.js';
import type { Engine } from './engine.js';
import type { ToolState } from './tool-state.js';

/** A tool as one view has it, and what all views share of it. */
export interface ViewTool {
  readonly compiled: CompiledTool;
  readonly state: ToolState;
}

/** The tools of an executor, by name. */
export interface View {
  readonly tools: ReadonlyMap<string, ViewTool>;
  /** Some of them may have to wait for other calls. */
  readonly isOrdered: boolean;
}

/** @throws {ExecutorError} `INVALID_OPTION`, `PLAN_CYCLE`, changing nothing. */
export function createToolView(engine: Engine, tools: readonly AnyTool[]): View {
  const compiled = compileTools(tools);
  checkToolDependencies(tools);
  engine.tools.add(tools);
  const entries = compiled.map(
    (tool) => [tool.tool.name, { compiled: tool, state: engine.tools.get(tool.tool.name) }] as const,
  );
  return { tools: new Map(entries), isOrdered: compiled.some((tool) => tool.isOrdered) };
}

function compileTools(tools: readonly AnyTool[]): CompiledTool[] {
  check(Array.isArray(tools), 'tools', 'must be an array', tools);
  const compiled = tools.map((tool) => compileTool(tool));
  const names = new Set<string>();
  for (const { name } of tools) {
    if (names.has(name))
      throw new ExecutorError('INVALID_OPTION', `two tools have the name "${name}"`, { toolName: name });
    names.add(name);
  }
  return compiled;
}

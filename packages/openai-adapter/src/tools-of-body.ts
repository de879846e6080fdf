import { type AnyTool, type Executor, inputJsonSchema, type JsonSchema } from '@parallel-tools/executor';
import { callableTool } from './callable-tool.js';
import { widenForReferences } from './reference-hint.js';

/** A tool as it is offered, whichever the API. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: Record<string, unknown>;
}

/** How tools are offered. */
export interface OfferOptions {
  /**
   * Arguments may be references to outputs of earlier calls.
   * @defaultValue false
   */
  readonly references?: boolean;
}

/** @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema. */
export function offerTools({ tools }: Executor, { references = false }: OfferOptions): OfferedTool[] {
  return tools.map((tool) => {
    const schema = references ? widenForReferences(inputJsonSchema(tool)) : inputJsonSchema(tool);
    return { name: tool.name, description: tool.description, parameters: withoutDialect(schema) };
  });
}

/** The executor with the tools of a body that can be called; of two with one name the executor's is executed. */
export function withBodyTools(executor: Executor, bodyTools: readonly unknown[]): Executor {
  const names = new Set(executor.tools.map(({ name }) => name));
  const added = bodyTools
    .map((tool) => callableTool(tool))
    .filter((tool): tool is AnyTool => tool !== null && !names.has(tool.name));
  return added.length === 0 ? executor : executor.withTools([...executor.tools, ...added]);
}

/** Some servers refuse a schema that says which dialect it is. */
function withoutDialect({ $schema: _, ...parameters }: JsonSchema): Record<string, unknown> {
  return parameters;
}

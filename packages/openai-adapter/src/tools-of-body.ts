import {
  type AnyTool,
  type Executor,
  inputJsonSchema,
  type JsonSchema,
  widenForReferences,
} from '@parallel-tools/executor';
import { callableTool } from './callable-tool.js';
import type { StrictInputs } from './prepare-calls.js';
import { invalid } from './run-options.js';
import { type StrictSchema, strictSchema } from './strict-schema.js';

/** A tool as it is offered, whichever the API. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: Record<string, unknown>;
  readonly strict: boolean;
}

/** How tools are offered. */
export interface OfferOptions {
  /**
   * Arguments may be references to outputs of earlier calls.
   * @defaultValue false
   */
  readonly references?: boolean;
  /**
   * Offers the tools in strict mode, with schemas made to fit it. `'where-possible'` offers those as they are whose schema
   * strict mode cannot say.
   * @defaultValue false
   */
  readonly strict?: boolean | 'where-possible';
}

/**
 * What the executor has, as it is offered.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema, and with `strict: true` for
 *   one whose schema strict mode cannot say.
 */
export function offerTools({ tools }: Executor, { references = false, strict = false }: OfferOptions): OfferedTool[] {
  return tools.map((tool) => {
    const made = strict === false ? null : strictInputOf(tool, strict);
    const plain = made === null ? inputJsonSchema(tool) : made.schema;
    const parameters = withoutDialect(references ? widenForReferences(plain) : plain);
    return { name: tool.name, description: tool.description, parameters, strict: made !== null };
  });
}

/** Per tool, as a schema library may give a new schema each time; null for a tool that cannot be strict. */
const strictInputs = new WeakMap<AnyTool, StrictSchema | null>();

/** What strict mode makes of the schemas of the executor's tools, but for those that the body offers itself. */
export function strictInputsOf(
  { tools }: Executor,
  { strict = false }: Pick<OfferOptions, 'strict'>,
  bodyNames: readonly string[] = [],
): StrictInputs {
  if (strict === false) return new Map();
  const own = tools.filter(({ name }) => !bodyNames.includes(name));
  return new Map(
    own.flatMap((tool) => {
      const made = strictInputOf(tool, strict);
      return made === null ? [] : [[tool.name, made]];
    }),
  );
}

/** Null for a tool that strict mode cannot say. */
function strictInputOf(tool: AnyTool, strict: true | 'where-possible'): StrictSchema | null {
  const known = strictInputs.get(tool);
  if (known) return known;
  const made = strictSchema(inputJsonSchema(tool));
  const isStrict = 'schema' in made;
  if (!isStrict && strict === true)
    throw invalid(`strict: strict mode cannot say what tool "${tool.name}" takes: ${made.problem}`, strict);
  strictInputs.set(tool, isStrict ? made : null);
  return isStrict ? made : null;
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

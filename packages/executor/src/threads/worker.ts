// What runs in a thread of the pool: loads a tool's function, runs it, and says what came of it as a value that can be cloned.
// It stands alone: it imports types at most, so that Node runs it from `src` as well as from `dist`.
import type { ToolTask } from './task.js';
import type { DescribedThrow, ThreadReply } from './thread-reply.js';

type ToolFunction = (args: object, context: ToolTask['context']) => unknown;
type Namespace = Readonly<Record<string, unknown>>;

/** Never rejects; a function that cannot be found is tried again by the next task. */
export async function runTask(task: ToolTask): Promise<ThreadReply> {
  const { module, exportName, args, context } = task;
  let namespace: Namespace;
  try {
    namespace = await import(String(module));
  } catch (thrown) {
    return { status: 'not-loaded', thrown: describeThrow(thrown) };
  }
  const run = findFunction(namespace, exportName);
  if (run === null) return { status: 'no-export', found: functionNames(namespace) };
  let output: unknown;
  try {
    output = await run(args, context);
  } catch (thrown) {
    return { status: 'threw', thrown: describeThrow(thrown) };
  }
  const problem = cloneProblem(output);
  return problem === null ? { status: 'ok', output } : { status: 'not-cloneable', thrown: describeThrow(problem) };
}

/** Of a CommonJS module also a property of what it exports, which Node does not always see as a named export. */
function findFunction(namespace: Namespace, exportName: string): ToolFunction | null {
  const inside = namespace.default as Namespace | null | undefined;
  const found = namespace[exportName] ?? inside?.[exportName];
  return typeof found === 'function' ? (found as ToolFunction) : null;
}

function functionNames(namespace: Namespace): string[] {
  return Object.keys(namespace).filter((name) => typeof namespace[name] === 'function');
}

/**
 * What cloning the output throws; null when it can be cloned. An output that cannot be would not fail when it is sent: it
 * would end the thread.
 */
function cloneProblem(output: unknown): unknown {
  if (output === null || (typeof output !== 'object' && typeof output !== 'function' && typeof output !== 'symbol')) {
    return null;
  }
  try {
    structuredClone(output);
    return null;
  } catch (thrown) {
    return thrown;
  }
}

/** From the most special to the most general. */
const BUILT_INS = [
  AggregateError,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  Error,
] as const;
/** Fields that a class may give as getters, which are no fields of the error itself. */
const GETTERS = ['code', 'status', 'statusCode', 'isRetryable', 'retryAfter', 'retryAfterMs', 'headers'];
/** Said otherwise. */
const OWN_PLACE = new Set(['name', 'message', 'stack', 'cause', 'errors']);
const MOST_CAUSES = 16;
const MOST_ERRORS = 100;
const DEEPEST_FIELD = 3;

/** @param depth - How many errors it is the cause of. */
function describeThrow(thrown: unknown, depth = 0): DescribedThrow {
  if (!(thrown instanceof Error)) {
    const isLost = cloneProblem(thrown) !== null;
    return { kind: 'value', value: isLost ? (cloneable(thrown, DEEPEST_FIELD) ?? show(thrown)) : thrown };
  }
  const hasCause = depth < MOST_CAUSES && 'cause' in thrown;
  const errors = read(thrown, 'errors');
  return {
    kind: 'error',
    builtIn: BUILT_INS.find((builtIn) => thrown instanceof builtIn)?.name ?? 'Error',
    name: show(read(thrown, 'name')),
    message: show(read(thrown, 'message')),
    stack: textOrNull(read(thrown, 'stack')),
    fields: fieldsOf(thrown),
    cause: hasCause ? [describeThrow(read(thrown, 'cause'), depth + 1)] : null,
    errors:
      Array.isArray(errors) && depth < MOST_CAUSES
        ? errors.slice(0, MOST_ERRORS).map((error) => describeThrow(error, depth + 1))
        : null,
  };
}

function fieldsOf(error: Error): Record<string, unknown> {
  const getters = GETTERS.filter((name) => name in error);
  const names = new Set([...Object.keys(error), ...getters].filter((name) => !OWN_PLACE.has(name)));
  const fields: [string, unknown][] = [];
  for (const name of names) {
    const field = cloneable(read(error, name), DEEPEST_FIELD);
    if (field !== undefined) fields.push([name, field]);
  }
  return Object.fromEntries(fields);
}

/** A value as far as it can be cloned; undefined where nothing of it can. */
function cloneable(value: unknown, depth: number): unknown {
  if (value instanceof Headers) return Object.fromEntries(value);
  try {
    return structuredClone(value);
  } catch {
    return typeof value === 'object' && value !== null && depth > 0 ? cloneableParts(value, depth) : undefined;
  }
}

function cloneableParts(value: object, depth: number): unknown {
  const parts = Object.keys(value).map((key) => [key, cloneable(read(value, key), depth - 1)] as const);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

/** Getters and proxies may throw. */
function read(value: object, key: string): unknown {
  try {
    return (value as Namespace)[key];
  } catch {
    return undefined;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function show(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

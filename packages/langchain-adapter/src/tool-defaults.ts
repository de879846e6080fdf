import type { ToolOptions } from './tool-executor-options.js';

/** What is read of a tool of LangChain. */
export interface KnownTool {
  readonly name: string;
  /** Tools of `@langchain/mcp-adapters` have the annotations of their server here. */
  readonly metadata?: Record<string, unknown> | undefined;
}

/**
 * What a tool says of itself: the annotations of the Model Context Protocol. They are hints of the server that offers the
 * tool; a tool that says both that it only reads and that it destroys is taken to write.
 */
export function toolDefaults({ metadata }: KnownTool): Pick<ToolOptions, 'effects' | 'idempotent'> {
  const annotations = metadata?.annotations;
  if (typeof annotations !== 'object' || annotations === null) return {};
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations as Record<string, unknown>;
  return {
    ...(typeof readOnlyHint === 'boolean' && { effects: readOnlyHint && destructiveHint !== true ? 'read' : 'write' }),
    ...(typeof idempotentHint === 'boolean' && { idempotent: idempotentHint }),
  };
}

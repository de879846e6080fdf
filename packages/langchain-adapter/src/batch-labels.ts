import type { BatchLabels } from '@parallel-tools/executor';
import type { TurnConfig } from './turn-opener.js';

/**
 * Where a batch comes from, as far as LangGraph's config tells.
 *
 * @param given - Goes before what was found; a session that is not given is the thread.
 */
export function batchLabels(
  { metadata, configurable }: Pick<TurnConfig, 'metadata' | 'configurable'>,
  given: BatchLabels = {},
): BatchLabels {
  const threadId = label(configurable?.thread_id);
  return {
    ...(threadId !== undefined && { threadId, sessionId: threadId }),
    ...labelled('node', label(metadata?.langgraph_node)),
    ...labelled('agent', label(metadata?.lc_agent_name ?? metadata?.graph_id)),
    ...given,
  };
}

function labelled(name: keyof BatchLabels, value: string | undefined): BatchLabels {
  return value === undefined ? {} : { [name]: value };
}

function label(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

import type { BatchLabels } from '@parallel-tools/executor';
import type { TurnConfig } from './turn-opener.js';

/**
 * Where a batch comes from, as far as LangGraph's config tells. LangGraph Platform puts run and graph in it; a graph's own
 * `runId` and `name` go to its callbacks and reach no node.
 *
 * @param given - Goes before what was found; a session that is not given is the thread.
 */
export function batchLabels(
  { metadata, configurable, executionInfo, runId }: Omit<TurnConfig, 'signal' | 'maxConcurrency' | 'context'>,
  given: BatchLabels = {},
): BatchLabels {
  const threadId = label(configurable?.thread_id);
  const graphId: unknown = configurable?.graph_id ?? metadata?.graph_id;
  return {
    ...(threadId !== undefined && { threadId, sessionId: threadId }),
    ...labelled('node', label(metadata?.langgraph_node)),
    ...labelled('agent', label(metadata?.lc_agent_name ?? graphId)),
    // `createAgent` is a graph whose name is the agent's.
    ...labelled('graph', label(graphId ?? metadata?.lc_agent_name)),
    ...labelled('runId', label(configurable?.run_id ?? metadata?.run_id ?? executionInfo?.runId ?? runId)),
    ...given,
  };
}

function labelled(name: keyof BatchLabels, value: string | undefined): BatchLabels {
  return value === undefined ? {} : { [name]: value };
}

function label(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

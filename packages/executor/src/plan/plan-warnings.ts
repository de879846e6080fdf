import type { BatchPlan } from './plan-batch.js';
import { unorderedGroups } from './unordered-groups.js';

/**
 * Calls that may run at the same time although their tools may write and none says what. Nothing is wrong if what they write
 * is apart; else a result depends on which is faster.
 */
export interface PlanWarning {
  readonly kind: 'undeclared-writes';
  /** Two or more, in plan order. */
  readonly callIds: readonly string[];
  /** Their tools, each once. */
  readonly toolNames: readonly string[];
  /** Names calls and tools, and says what to declare. */
  readonly message: string;
}

const MOST_NAMES = 10;

/**
 * One warning for each group of calls that overlap, not one for each pair.
 *
 * @param mayWrite - By position: its tool may write, is not exclusive and declares no resources.
 */
export function planWarnings(
  plan: BatchPlan,
  calls: readonly { readonly id: string; readonly name: string }[],
  mayWrite: (call: number) => boolean,
): PlanWarning[] {
  return unorderedGroups(plan, mayWrite).map((group) => {
    const callIds = group.map((call) => calls[call]?.id ?? '');
    const toolNames = [...new Set(group.map((call) => calls[call]?.name ?? ''))];
    const tools = toolNames.map((name) => `"${name}"`);
    const message = `Calls ${listed(callIds)} may write (${tools.length === 1 ? 'tool' : 'tools'} ${listed(tools)}) and may run at the same time. Declare of each tool \`effects: 'read'\` if it changes nothing, else \`resources\` (\`[]\` if nothing is shared), \`dependsOn\` or \`exclusive\``;
    return { kind: 'undeclared-writes', callIds, toolNames, message };
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

import { attempt, getToolLatencies } from '@/data/metrics';
import { getSingleChanges, type Workload } from '@/data/workload';
import type { ResolvedRange } from '@/lib/range';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import type { Change } from './change';
import { prepareSinglesTable } from './prepare-singles-table';
import { triedWords } from './single-changes';
import { toolColorsOf } from './tool-colors';
import { type WhatIfParams, whatIfUrl } from './url';

export const SINGLES_TITLE = 'Which single change helps most?';

interface SinglesPanelProps {
  readonly workload: Promise<Workload>;
  readonly changes: readonly Change[];
  readonly params: WhatIfParams;
  readonly range: ResolvedRange;
}

/** Single changes, each replayed alone, what brings most first. */
export async function SinglesPanel({ workload, changes, params, range }: SinglesPanelProps) {
  const [read, tools] = await Promise.all([
    attempt(async () => getSingleChanges(await workload)),
    attempt(() => getToolLatencies(range)),
  ]);
  if (!read.ok) return <PanelProblem title={SINGLES_TITLE} problem={read.problem} />;
  const { rows } = read.value;
  if (rows.length === 0) {
    return (
      <Panel title={SINGLES_TITLE}>
        <p className="note">No single change of a limit, a timeout or retries makes these batches shorter.</p>
      </Panel>
    );
  }
  const model = prepareSinglesTable(rows, {
    changes,
    urlOf: (change) => whatIfUrl('/what-if', { ...params, change: [...change] }),
    colorOf: toolColorsOf(tools.ok ? tools.value.rows : []),
  });
  return (
    <Panel title={SINGLES_TITLE} sub={triedWords(read.value)} end={<TableTools model={model} />}>
      <SortableTable model={model} />
    </Panel>
  );
}

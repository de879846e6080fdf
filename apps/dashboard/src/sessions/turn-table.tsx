import type { SessionTurn } from '@parallel-tools/metrics/queries';
import { formatCount } from '@/lib/format';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { prepareTurnTable } from './prepare-turn-table';

interface TurnTableProps {
  readonly turns: readonly SessionTurn[];
  readonly totalCount: number;
  readonly batchUrl: (batchId: string) => string;
}

/** Every turn, with the way to its calls. */
export function TurnTable({ turns, totalCount, batchUrl }: TurnTableProps) {
  const model = prepareTurnTable(turns, batchUrl);
  return (
    <Panel
      title="Every turn"
      sub={`${formatCount(turns.length)} of ${formatCount(totalCount)}`}
      end={<TableTools model={model} />}
    >
      <SortableTable model={model} />
    </Panel>
  );
}

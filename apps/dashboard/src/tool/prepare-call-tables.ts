import type { CallRow, FailureGroups } from '@parallel-tools/metrics/queries';
import { cutMiddle } from '@/lib/display-name';
import { formatCount, formatDayTime, formatDuration } from '@/lib/format';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';

const MAX_ID_LENGTH = 13;
const TIMEOUT_CODE = 'TOOL_TIMEOUT';

/** Where a call is shown: in its batch. */
export type CallUrl = (batchId: string, seq: number) => string;

/** Failed calls that failed alike, most first, each with the newest of them. */
export function prepareFailureTable({ rows }: FailureGroups, callUrl: CallUrl): TableModel {
  return {
    id: 'failures',
    caption: 'Failed calls by code and message',
    columns: [
      wordColumn('codeAndMessage', 'Code and message'),
      numberColumn('calls', 'Calls'),
      { ...numberColumn('lastStartedAt', 'Last', 'tablet') },
      { ...wordColumn('example', 'Example'), isSortable: false },
    ],
    sort: { column: 'calls', isDescending: true },
    rows: rows.map((group, index) => {
      const code = group.errorCode ?? group.status;
      const message = group.message ?? 'no message was stored';
      return {
        // Groups come in order and have no id.
        key: String(index),
        cells: [
          textCell(`${code}: ${message}`, `${code}: ${message}`, {
            view: { kind: 'failure', status: statusOf(group), code, message },
          }),
          textCell(formatCount(group.count), group.count),
          textCell(formatDayTime(group.lastStartedAtMs), group.lastStartedAtMs),
          textCell(cutMiddle(group.example.batchId, MAX_ID_LENGTH), group.example.batchId, {
            view: { kind: 'link', url: callUrl(group.example.batchId, group.example.seq), isMono: true },
          }),
        ],
      };
    }),
  };
}

function statusOf(call: { readonly status: string; readonly errorCode: string | null }) {
  if (call.errorCode === TIMEOUT_CODE) return 'timeout' as const;
  return call.status === 'skipped' || call.status === 'cancelled' || call.status === 'ok' ? call.status : 'error';
}

/** Calls with the longest run times, each leading to its batch. */
export function prepareSlowestTable(calls: readonly CallRow[], callUrl: CallUrl): TableModel {
  return {
    id: 'slowest',
    caption: 'The calls that ran longest',
    columns: [
      wordColumn('batchId', 'Batch'),
      numberColumn('startedAt', 'Time', 'tablet'),
      numberColumn('waitUs', 'Wait'),
      numberColumn('runUs', 'Run'),
      wordColumn('status', 'Status'),
    ],
    sort: { column: 'runUs', isDescending: true },
    rows: calls.map((call) => {
      const status = statusOf(call);
      return {
        key: `${call.batchId} ${call.seq}`,
        cells: [
          textCell(cutMiddle(call.batchId, MAX_ID_LENGTH), call.batchId, {
            view: { kind: 'link', url: callUrl(call.batchId, call.seq), isMono: true },
          }),
          textCell(formatDayTime(call.startedAtMs), call.startedAtMs),
          textCell(formatDuration(call.queueWaitUs), call.queueWaitUs),
          textCell(formatDuration(call.runUs), call.runUs),
          textCell(status, status, { view: { kind: 'status', status } }),
        ],
      };
    }),
  };
}

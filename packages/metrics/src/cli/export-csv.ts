import type { StoredCall, StoredRecord } from '../queries/read-records.js';
import { csvLine } from './csv.js';

const HEAD = [
  'batch_id',
  'started_at',
  'session_id',
  'agent',
  'node',
  'seq',
  'call_id',
  'tool',
  'status',
  'error_code',
  'error_message',
  'source',
  'ready_us',
  'start_us',
  'end_us',
  'run_us',
  'queue_wait_us',
  'attempts',
  'critical',
];

/** One line per call, after a head. Times are µs since the batch was submitted at `started_at`. */
export async function* exportCsv(pages: AsyncIterable<readonly StoredRecord[]>): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for await (const records of pages) {
    yield records.flatMap((record) => record.calls.map((call) => csvLine(cellsOf(record, call)))).join('');
  }
}

function cellsOf({ batchId, startedAtMs, labels }: StoredRecord, call: StoredCall) {
  return [
    batchId,
    new Date(startedAtMs).toISOString(),
    labels.sessionId ?? null,
    labels.agent ?? null,
    labels.node ?? null,
    call.seq,
    call.callId,
    call.toolName,
    call.status,
    call.errorCode,
    call.errorMessage,
    call.source ?? null,
    call.readyUs,
    call.startUs,
    call.endUs,
    call.attempts.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0),
    call.startUs === null ? null : call.startUs - call.readyUs,
    call.attempts.length,
    call.critical,
  ];
}

import { plainRecord } from '../queries/list-records.js';
import type { StoredRecord } from '../queries/read-records.js';

/** A JSON array of `BatchRecord`s, as `simulate` takes them, one on each line. */
export async function* exportJson(pages: AsyncIterable<readonly StoredRecord[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const records of pages) {
    for (const record of records) {
      yield separator + JSON.stringify(plainRecord(record));
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

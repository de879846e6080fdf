import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecorder } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { sql } from '../src/store/store.js';
import { DATABASES, needs } from './databases.js';
import { randomHistory, storeHistory } from './random-history.js';
import { rollupTruth } from './rollup-truth.js';
import { rowsOfQuery, storedRollups } from './stored-rollups.js';

const BIN = path.resolve(import.meta.dirname, '../bin/parallel-tools.js');

describe.each(DATABASES)('parallel-tools copy from $name', (database) => {
  needs(database);

  describe.each(DATABASES)('to $name', (target) => {
    needs(target);

    it('brings every batch as it was recorded, and each into the rollups once, however often it runs', async () => {
      const [url, to] = [database.createUrl(), target.createUrl()];
      const records = randomHistory(11, 250, 1_700_000_000_000);
      await storeHistory(url, records);
      await storeHistory(to, records.slice(100, 130));
      const recorder = createRecorder({ url });
      recorder.metric({ name: 'tokens', value: 1.5, sessionId: 's' });
      await recorder.close();
      for (const [copied, there] of [
        ['220 batches and 1', '30 and 0'],
        ['0 batches and 0', '250 and 1'],
      ]) {
        const args = [BIN, 'copy', '--url', url, '--to', to];
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
        const line = new RegExp(`^copied ${copied} values of metrics to .*; ${there} were there already`);
        expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(line), stderr: '' });
      }
      const metrics = openMetrics({ url: to });
      for (const record of records) expect(await metrics.getRecord(record.batchId)).toEqual(record);
      await metrics.close();
      expect(await storedRollups(to)).toEqual(rollupTruth(records));
      expect(await rowsOfQuery(to, sql`SELECT name, value, session_id, unit FROM metric`)).toEqual([
        { name: 'tokens', value: 1.5, session_id: 's', unit: null },
      ]);
    });
  });
});

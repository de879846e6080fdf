import { describe, expect, it } from 'vitest';
import { parseChange } from './change';
import { outcomeOf } from './outcome';
import { prepareOutcome, rangeWords } from './prepare-outcome';
import { sampleRecord } from './sample-records';
import { settingsOf, shownSettings } from './settings';
import { singleChanges } from './single-changes';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const RECORDS = Array.from({ length: 12 }, (_, index) => sampleRecord(`b${index}`, [100 + index, 200, 300]));

function modelOf(records: typeof RECORDS, ...texts: string[]) {
  const changes = texts.flatMap((text) => parseChange(text) ?? []);
  return prepareOutcome(outcomeOf(records, []), outcomeOf(records, changes), changes.length > 0);
}

describe('the headline', () => {
  it('says from where to where, in which range, and how much that is', () => {
    const { headline } = modelOf(RECORDS, 'limit.none');
    expect(plain(headline.text)).toBe('Makespan p95 falls from 611 ms to 300 ms');
    expect(plain(headline.range ?? '')).toBe('(300 – 300 ms)');
    expect(plain(headline.end)).toBe(', 51 % less.');
  });

  it('asks for a change where there is none', () => {
    const { headline } = modelOf(RECORDS);
    expect(plain(headline.text + headline.end)).toBe(
      'Makespan p95 is 611 ms: move a setting to replay these 12 batches.',
    );
  });

  it('gives no range of a single batch, and no p95', () => {
    const { headline, figures } = modelOf(RECORDS.slice(0, 1), 'time.200.search');
    expect(plain(headline.text)).toBe('Makespan rises from 600 ms to 1.20 s');
    expect(headline.range).toBe(null);
    expect(figures.map(({ label }) => label)).toEqual(['Makespan', 'Speedup realised / ideal', 'Got slower']);
  });

  it('does not claim an effect whose range holds 0', () => {
    const records = RECORDS.map((record, index) => (index === 11 ? sampleRecord('odd', [900], 'fetch') : record));
    const { headline } = modelOf(records, 'time.50.fetch');
    expect(headline.end).toBe(': no clear effect.');
  });
});

it('sums causes to the makespans, before and after', () => {
  const { causes } = modelOf(RECORDS, 'limit.2');
  const ms = (text: string) => Number(text.replaceAll(/[^\d]/g, ''));
  expect(causes.rows.reduce((sum, row) => sum + ms(row.before), 0)).toBe(ms(causes.total.before));
  expect(causes.rows.reduce((sum, row) => sum + ms(row.after), 0)).toBe(ms(causes.total.after));
  expect(causes.bars[0]?.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
});

it('writes a range with its unit once', () => {
  expect(plain(rangeWords({ low: 5_380_000, high: 5_860_000 }))).toBe('5.38 – 5.86 s');
  expect(plain(rangeWords({ low: 980_000, high: 1_200_000 }))).toBe('980 ms – 1.20 s');
  expect(plain(rangeWords({ low: 61_000_000, high: 75_000_000 }))).toBe('1 m 01 s – 1 m 15 s');
});

describe('single changes', () => {
  it('are ranked by what they bring, each with its range', () => {
    const { rows } = singleChanges(RECORDS, outcomeOf(RECORDS, []).makespansUs, settingsOf(RECORDS));
    const [best] = rows;
    expect(best?.words).toBe('concurrency limit 1 to 2');
    expect(best?.effect.value).toBe(-300_000);
    expect(best?.isClear).toBe(true);
    expect(best?.touchedCount).toBe(12);
    expect(rows.at(-1)?.isInformation).toBe(true);
  });
});

describe('settings', () => {
  it('begin with limits, and show every one that is moved', () => {
    const changes = [parseChange('time.50.search')].filter((change) => change !== null);
    const shown = shownSettings(settingsOf(RECORDS), changes);
    expect(shown.map(({ kind, toolName, isMoved }) => [kind, toolName, isMoved])).toEqual([
      ['limit', null, false],
      ['limit', 'search', false],
      ['time', 'search', true],
    ]);
    expect(shown[0]?.recorded).toBe(1);
  });
});

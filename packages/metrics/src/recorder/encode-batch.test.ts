import { describe, expect, it } from 'vitest';
import { buildAttempt, buildCall, buildPayload, buildRecord } from '../../test/build-record.js';
import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns } from '../store/rows.js';
import { encodeBatch } from './encode-batch.js';
import { type RecorderOptions, resolveRecorderOptions } from './options.js';

const NOTES = { takenAtMs: 0, sampled: true, missed: null, missedBatchId: null } as const;

const failing = buildCall({
  status: 'error',
  errorCode: 'TOOL_FAILED',
  errorMessage: 'no user ada@example.org',
  attempts: [buildAttempt({ outcome: 'error', errorCode: 'TOOL_FAILED', errorMessage: 'no user ada@example.org' })],
});

function encodedCall(
  options: RecorderOptions,
  { call = buildCall(), args, output }: { call?: typeof failing; args?: unknown; output?: unknown } = {},
) {
  const record = buildRecord({ calls: [call] });
  const { calls, attempts } = encodeBatch(
    record,
    buildPayload(record, args, output),
    resolveRecorderOptions(options),
    NOTES,
  );
  return { call: firstRow(CALL_COLUMNS, calls), attempt: firstRow(ATTEMPT_COLUMNS, attempts) };
}

it('keeps the labels', () => {
  const labels = { sessionId: 's', agent: 'a', node: 'n', threadId: 't', runId: 'r', graph: 'g' };
  const record = buildRecord({ labels });
  const { batches } = encodeBatch(record, buildPayload(record), resolveRecorderOptions({}), NOTES);
  expect(firstRow(BATCH_COLUMNS, batches)).toMatchObject({
    session_id: 's',
    agent: 'a',
    node: 'n',
    thread_id: 't',
    run_id: 'r',
    graph: 'g',
  });
});

describe("capture: 'none'", () => {
  it('keeps codes only', () => {
    const { call, attempt } = encodedCall({ capture: 'none' }, { call: failing, args: { q: 'secret' } });
    expect(call).toMatchObject({
      error_code: 'TOOL_FAILED',
      error_message: null,
      input_bytes: null,
      output_bytes: null,
      args: null,
      output: null,
    });
    expect(attempt).toMatchObject({ error_code: 'TOOL_FAILED', error_message: null });
  });
});

describe("capture: 'sizes'", () => {
  it('keeps error messages, and how many bytes arguments and output are, but not them', () => {
    const { call } = encodedCall({}, { call: failing, args: { q: 'é' }, output: 'ok' });
    expect(call).toMatchObject({
      error_message: 'no user ada@example.org',
      input_bytes: 10,
      output_bytes: 4,
      args: null,
      output: null,
    });
  });

  it.each([
    ['undefined', undefined],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a cycle', Object.assign([] as unknown[], { 0: globalThis })],
    [
      'a value whose toJSON throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
  ])('has no size for %s', (_, output) => {
    const record = buildRecord();
    const payload = {
      ...buildPayload(record),
      results: [{ status: 'ok', callId: 'call-1', toolName: 'search', output } as const],
    };
    const { calls } = encodeBatch(record, payload, resolveRecorderOptions({}), NOTES);
    expect(firstRow(CALL_COLUMNS, calls)).toMatchObject({ output_bytes: null });
  });
});

describe("capture: 'full'", () => {
  it('keeps arguments and output as JSON text', () => {
    const { call } = encodedCall({ capture: 'full' }, { args: { q: [1] }, output: 'done' });
    expect(call).toMatchObject({ args: '{"q":[1]}', output: '"done"', input_bytes: 9, output_bytes: 6 });
  });

  it('keeps the beginning of a long one, as JSON, and its whole size', () => {
    const { call } = encodedCall({ capture: 'full', maxPayloadChars: 6 }, { output: 'abcdefghij' });
    expect(JSON.parse(call.output)).toBe('"abcd…');
    expect(call.output_bytes).toBe(12);
  });

  it('leaves no NUL and no lone surrogate inside of the JSON text either', () => {
    const { call } = encodedCall({ capture: 'full' }, { args: { 'a\0': '\ud800' } });
    expect(JSON.parse(call.args)).toEqual({ 'a\ufffd': '\ufffd' });
  });
});

describe('redact', () => {
  it('sees arguments, output and error messages with where they come from, and replaces them', () => {
    const redact: RecorderOptions['redact'] = (text, { field, toolName, callId }) =>
      `${field} of ${toolName} ${callId}: ${text.length}`;
    expect(encodedCall({ capture: 'full', redact }, { args: {}, output: 1 }).call).toMatchObject({
      args: 'args of search call-1: 2',
      output: 'output of search call-1: 1',
    });
    const { call, attempt } = encodedCall({ redact }, { call: failing });
    expect(call.error_message).toBe('error-message of search call-1: 23');
    expect(attempt.error_message).toBe('error-message of search call-1: 23');
  });

  it('comes before the message is cut, so that a cut cannot hide what it looks for', () => {
    const { call } = encodedCall(
      { redact: (text) => text.replaceAll('ada@example.org', '***'), maxErrorMessageChars: 12 },
      { call: failing },
    );
    expect(call.error_message).toBe('no user ***');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('bug');
      },
    ],
    ['gives null', () => null],
    ['gives no text', () => 5 as unknown as string],
  ])('keeps nothing when it %s', (_, redact) => {
    expect(encodedCall({ capture: 'full', redact }, { call: failing, args: { q: 1 } }).call).toMatchObject({
      args: null,
      error_message: null,
    });
  });
});

it('cuts names and ids at 256 characters, and error messages at maxErrorMessageChars', () => {
  const long = 'x'.repeat(10_000);
  const { call } = encodedCall(
    {},
    { call: { ...failing, toolName: long, callId: long, externalId: long, errorMessage: long } },
  );
  expect(call.tool_name).toHaveLength(256);
  expect(call.call_id).toHaveLength(256);
  expect(call.external_id).toHaveLength(256);
  expect(call.error_message).toHaveLength(500);
});

/** Columns by name of the first of some rows. */
function firstRow<Column extends string>({ names }: Columns<Column>, rows: string) {
  const [values = []] = JSON.parse(`[${rows}]`) as string[][];
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<Column, string>;
}

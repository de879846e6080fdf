import type { ToolLatency } from '@parallel-tools/metrics/queries';
import { expect, it } from 'vitest';
import { prepareLatency } from './prepare-latency';

function tool(toolId: number, p50Us: number | null, p95Us: number | null, toolName = `tool_${toolId}`): ToolLatency {
  return {
    toolId,
    toolName,
    callCount: 10,
    failedCount: 0,
    timeoutCount: 0,
    retryCount: 0,
    runP50Us: p50Us,
    runP95Us: p95Us,
    runP99Us: p95Us,
    waitP95Us: 0,
  };
}

it('puts the slowest p95 first and says how many of how many are shown', () => {
  const tools = Array.from({ length: 12 }, (_, index) => tool(index + 1, 100, 1000 * (index + 1)));
  const { rows, shown } = prepareLatency(tools, 12);
  expect(rows.map((row) => row.toolId)).toEqual([12, 11, 10, 9, 8, 7, 6, 5]);
  expect(shown).toBe('8 of 12 tools shown');
});

it('stacks p95 on p50, so that the bar ends at p95', () => {
  const [row] = prepareLatency([tool(1, 400_000, 1_240_000)], 1).rows;
  expect(row).toMatchObject({ p50Us: 400_000, beyondP50Us: 840_000 });
});

it('survives percentiles that cross within their error', () => {
  expect(prepareLatency([tool(1, 500, 499)], 1).rows[0]?.beyondP50Us).toBe(0);
});

it('leaves out tools that never ran', () => {
  const { rows, shown, name } = prepareLatency([tool(1, null, null)], 1);
  expect(rows).toEqual([]);
  expect(shown).toBe('0 of 1 tool shown');
  expect(name).toBe('Run time per tool: no tool ran.');
});

it('never uses a name as a key', () => {
  const { rows } = prepareLatency([tool(1, 1, 2, '__proto__'), tool(2, 1, 2, 'constructor')], 2);
  expect(rows.map((row) => row.key)).toEqual(['s0', 's1']);
});

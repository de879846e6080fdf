import type { MetricsReader, TimeRange } from '@parallel-tools/metrics/queries';

/** One question as a page of the dashboard asks it. */
export interface Question {
  readonly name: string;
  /** Its time should not grow with the number of calls: it reads sums. */
  readonly readsRollups: boolean;
  ask(metrics: MetricsReader): Promise<unknown>;
}

/** What the questions are about. */
export interface Subject {
  /** Neither end on a minute. */
  readonly range: TimeRange;
  readonly toolName: string;
  readonly sessionId: string;
  readonly batchId: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Every question of `MetricsReader`, over the whole range unless its name says else. */
export function questionsAbout({ range, toolName, sessionId, batchId }: Subject): readonly Question[] {
  const week = { fromMs: range.toMs - 7 * DAY_MS, toMs: range.toMs };
  const middleMs = (range.fromMs + range.toMs) / 2;
  const day = { fromMs: range.toMs - DAY_MS, toMs: range.toMs };
  return [
    rollups('getOverview', (metrics) => metrics.getOverview(range)),
    rollups('getSpeedupSeries by day', (metrics) => metrics.getSpeedupSeries(range, DAY_MS)),
    rollups('getSpeedupSeries by hour', (metrics) => metrics.getSpeedupSeries(range, HOUR_MS)),
    rollups('getFailureSeries by day', (metrics) => metrics.getFailureSeries(range, DAY_MS)),
    rollups('getFailureSeries by 6 h, 7 days', (metrics) => metrics.getFailureSeries(week, 6 * HOUR_MS)),
    rollups('getFailureSeries of a tool', (metrics) => metrics.getFailureSeries(range, DAY_MS, { toolName })),
    rollups('getAttribution', (metrics) => metrics.getAttribution(range)),
    rollups('getBottlenecks', (metrics) => metrics.getBottlenecks(range, 10)),
    rollups('getToolLatencies', (metrics) => metrics.getToolLatencies(range, 50)),
    rollups('getToolTrends by day', (metrics) => metrics.getToolTrends(range, DAY_MS, 12)),
    rollups('getToolTrends by 6 h, 7 days', (metrics) => metrics.getToolTrends(week, 6 * HOUR_MS, 12)),
    rollups('getTool', (metrics) => metrics.getTool(toolName)),
    rollups('getLatencySeries by day', (metrics) => metrics.getLatencySeries(toolName, range, DAY_MS)),
    rollups('getLatencySeries by hour, 1 day', (metrics) => metrics.getLatencySeries(toolName, day, HOUR_MS)),
    rollups('getLatencyHistogram', (metrics) => metrics.getLatencyHistogram(toolName, range)),
    rollups('getLatencyHeatmap by 6 h', (metrics) => metrics.getLatencyHeatmap(toolName, range, 6 * HOUR_MS)),
    rollups('getSaturation by hour', (metrics) => metrics.getSaturation(toolName, range, HOUR_MS)),
    rollups('getWaste', (metrics) => metrics.getWaste(range, 50)),
    rollups('getDurations', (metrics) => metrics.getDurations(range, 100)),
    rows('getStatus', (metrics) => metrics.getStatus()),
    rows('getRecorderHealth', (metrics) => metrics.getRecorderHealth(20)),
    rows('getFailureGroups', (metrics) => metrics.getFailureGroups(range, 50)),
    rows('getFailureGroups of a tool', (metrics) => metrics.getFailureGroups(range, 50, { toolName })),
    rows('listCalls, slowest of a tool', (metrics) => metrics.listCalls(range, { limit: 20, toolName })),
    rows('listCalls, slowest of a tool, 1 day', (metrics) => metrics.listCalls(day, { limit: 20, toolName })),
    rows('listCalls, newest', (metrics) => metrics.listCalls(range, { limit: 20, sort: 'newest' })),
    rows('listBatches', (metrics) => metrics.listBatches(range, { limit: 50 })),
    rows('listBatches, a page in the middle', (metrics) =>
      metrics.listBatches(range, { limit: 50, after: { startedAtMs: middleMs, batchId } }),
    ),
    rows('listBatches, slowest', (metrics) => metrics.listBatches(range, { limit: 50, sort: 'slowest' })),
    rows('listBatches, slowest of 1 day', (metrics) => metrics.listBatches(day, { limit: 50, sort: 'slowest' })),
    rows('listBatches with a tool', (metrics) => metrics.listBatches(range, { limit: 50, filter: { toolName } })),
    rows('listBatches that failed, of an agent', (metrics) =>
      metrics.listBatches(range, { limit: 50, filter: { failedOnly: true, agent: 'support' } }),
    ),
    rows('listBatches, a search that finds nothing', (metrics) =>
      metrics.listBatches(range, { limit: 50, filter: { search: 'nothing is called so' } }),
    ),
    rows('listBatches, search for an id', (metrics) =>
      metrics.listBatches(range, { limit: 50, filter: { search: batchId } }),
    ),
    rows('getBatch', (metrics) => metrics.getBatch(batchId)),
    rows('listSessions', (metrics) => metrics.listSessions(range, { limit: 50 })),
    rows('listSessions, a page in the middle', (metrics) =>
      metrics.listSessions(range, { limit: 50, after: { lastStartedAtMs: middleMs, sessionId } }),
    ),
    rows('getSession', (metrics) => metrics.getSession(sessionId, 100)),
    rows('getRecord', (metrics) => metrics.getRecord(batchId)),
    rows('listRecords', (metrics) => metrics.listRecords(range, 500)),
    rows('listMetrics', (metrics) => metrics.listMetrics(50)),
  ];
}

function rollups(name: string, ask: Question['ask']): Question {
  return { name, readsRollups: true, ask };
}

function rows(name: string, ask: Question['ask']): Question {
  return { name, readsRollups: false, ask };
}

import { attempt, getToolLatencies } from '@/data/metrics';
import type { Workload } from '@/data/workload';
import { formatCount, formatCounted } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { DRAWS, LEAST_FOR_RANGE } from './bootstrap';
import type { Change } from './change';
import { settingsOf, shownSettings } from './settings';
import { SettingsForm } from './settings-form';
import { toolColorsOf } from './tool-colors';

export const SETTINGS_TITLE = 'Change';

interface SettingsPanelProps {
  readonly workload: Promise<Workload>;
  readonly changes: readonly Change[];
  readonly isPicked: boolean;
  readonly range: ResolvedRange;
}

/** The settings that can be moved, and under them what the replay takes for granted. */
export async function SettingsPanel({ workload, changes, isPicked, range }: SettingsPanelProps) {
  const [read, tools] = await Promise.all([attempt(() => workload), attempt(() => getToolLatencies(range))]);
  if (!read.ok) return <PanelProblem title={SETTINGS_TITLE} problem={read.problem} />;
  const { records } = read.value;
  const settings = settingsOf(records);
  const shown = shownSettings(settings, changes);
  const colorOf = toolColorsOf(tools.ok ? tools.value.rows : []);
  return (
    <Panel
      title={SETTINGS_TITLE}
      sub={`${formatCount(changes.length)} of ${formatCounted(settings.length, 'setting')}`}
    >
      {records.length === 0 ? <p className="note">There is nothing to replay.</p> : null}
      <SettingsForm
        settings={shown.map((setting) => ({ ...setting, color: colorOf(setting.toolName) }))}
        others={settings
          .filter(
            (setting) => !shown.some(({ kind, toolName }) => kind === setting.kind && toolName === setting.toolName),
          )
          .map((setting) => ({ ...setting, color: colorOf(setting.toolName) }))}
      />
      <Assumptions workload={read.value} changes={changes} isPicked={isPicked} />
    </Panel>
  );
}

type AssumptionsProps = Pick<SettingsPanelProps, 'changes' | 'isPicked'> & { readonly workload: Workload };

function Assumptions({ workload, changes, isPicked }: AssumptionsProps) {
  return (
    <div className="assumptions">
      <h3>What this assumes</h3>
      <ul>
        {assumptions(workload, changes, isPicked).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

function assumptions(
  { records, totalCount, withoutCallsCount }: Workload,
  changes: readonly Change[],
  isPicked: boolean,
) {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const kept = formatCount(records.length);
  return [
    'A call takes as long as it did when recorded, also under more load.',
    'Calls, order and dependencies stay the same; cancelled calls end where they ended.',
    'Each batch has the executor for itself; waits for rate limits, open circuits and other batches are as recorded, unless lifted here.',
    'Recorded means: replayed without changes, so that both sides leave out the executor’s own work.',
    ...(kinds.has('rate') ? ['Without a rate limit, the server allows any rate.'] : []),
    ...(kinds.has('cache')
      ? ['Cache hits are spread evenly over the calls that ended ok; a hit takes no time and no slot.']
      : []),
    ...(kinds.has('timeout')
      ? [
          'A run over the new timeout ends there, but what waited for it goes on as recorded; one that timed out runs until the new timeout.',
        ]
      : []),
    ...(kinds.has('retries') ? ['A call that failed in the end fails at its first attempt.'] : []),
    ...(records.length >= LEAST_FOR_RANGE
      ? [`Ranges are 90 % bootstrap ranges over batches, ${formatCount(DRAWS)} draws.`.replace(' %', '\u00a0%')]
      : [`Of fewer than ${LEAST_FOR_RANGE} batches no range is given.`]),
    isPicked || records.length + withoutCallsCount === totalCount
      ? `${kept} of ${formatCounted(totalCount, 'batch', 'batches')} replayed.`
      : `The newest ${kept} of ${formatCounted(totalCount, 'batch', 'batches')} of the range replayed.`,
    ...(withoutCallsCount === 0
      ? []
      : [`${formatCounted(withoutCallsCount, 'batch', 'batches')} left out: recorded without calls.`]),
  ];
}

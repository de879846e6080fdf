'use client';

import { useIsolated } from './use-isolated';

interface SeriesLegendProps {
  /** As the chart that it explains calls itself. */
  readonly chart: string;
  readonly entries: readonly {
    readonly key: string;
    readonly label: string;
    /** The number of the whole range, beside the word. */
    readonly value: string;
    readonly fill: string;
    /** Drawn as an outline in this colour; a fill otherwise. */
    readonly stroke?: string | undefined;
  }[];
}

/** What a chart's fills mean, with their numbers. An entry isolates its series; again, it restores the others. */
export function SeriesLegend({ chart, entries }: SeriesLegendProps) {
  const { isolated, toggle } = useIsolated(
    chart,
    entries.map(({ key }) => key),
  );
  return (
    <div className="legend">
      {entries.map(({ key, label, value, fill, stroke }) => (
        <button
          key={key}
          type="button"
          className={isolated === null || isolated === key ? 'series' : 'series away'}
          aria-pressed={isolated === key}
          title={isolated === key ? 'Show all again' : `Show ${label} alone`}
          onClick={() => toggle(key)}
        >
          <svg width="14" height="12" aria-hidden="true">
            <rect
              x="1"
              y="1"
              width="12"
              height="10"
              rx="1"
              fill={fill}
              stroke={stroke}
              strokeDasharray={stroke === undefined ? undefined : '2 1.5'}
            />
          </svg>
          <span>
            {label} <b>{value}</b>
          </span>
        </button>
      ))}
    </div>
  );
}

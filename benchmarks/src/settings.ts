/** How long and on what to measure. */
export interface Settings {
  /** Fewer pairs of shorter samples: shows that everything runs, settles nothing. */
  readonly isQuick: boolean;
  /** A-B-A pairs of a comparison, and repetitions of anything else that varies. */
  readonly pairs: number;
  /** Shortest duration of a sample. */
  readonly sampleMs: number;
  /** Of everything drawn by chance. */
  readonly seed: number;
  /** Folder with graphs and run times of others; null: made here, of the same shapes. */
  readonly dataFolder: string | null;
  /** In the databases that are asked; a tenth of them in those that growth is measured from. */
  readonly calls: number;
  /** Databases with a history to be asked in place of those; of two of a kind the smaller first. */
  readonly urls: readonly string[];
}

export function settingsFor(
  options: Pick<Settings, 'isQuick' | 'dataFolder' | 'urls'> & { readonly calls: number | null },
): Settings {
  const calls = options.calls ?? (options.isQuick ? 50_000 : 1_000_000);
  return { ...options, calls, pairs: options.isQuick ? 3 : 9, sampleMs: options.isQuick ? 20 : 100, seed: 20_261_121 };
}

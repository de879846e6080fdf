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
}

export function settingsFor(options: { isQuick: boolean; dataFolder: string | null }): Settings {
  return { ...options, pairs: options.isQuick ? 3 : 9, sampleMs: options.isQuick ? 20 : 100, seed: 20_261_121 };
}

/** What a key does in the timeline. */
export type TimelineCommand =
  | { readonly do: 'move'; readonly by: number }
  | { readonly do: 'go'; readonly to: 'first' | 'last' }
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'pan'; readonly share: number }
  | { readonly do: 'fit' }
  | { readonly do: 'toggle'; readonly what: 'critical' | 'edges' | 'sort' };

export const ZOOM_STEP = 1.6;
const PAN_STEP = 0.15;
const PAGE_ROWS = 20;

const COMMANDS: Readonly<Record<string, TimelineCommand>> = {
  j: { do: 'move', by: 1 },
  ArrowDown: { do: 'move', by: 1 },
  k: { do: 'move', by: -1 },
  ArrowUp: { do: 'move', by: -1 },
  PageDown: { do: 'move', by: PAGE_ROWS },
  PageUp: { do: 'move', by: -PAGE_ROWS },
  Home: { do: 'go', to: 'first' },
  End: { do: 'go', to: 'last' },
  '+': { do: 'zoom', factor: ZOOM_STEP },
  '=': { do: 'zoom', factor: ZOOM_STEP },
  '-': { do: 'zoom', factor: 1 / ZOOM_STEP },
  '−': { do: 'zoom', factor: 1 / ZOOM_STEP },
  ArrowLeft: { do: 'pan', share: -PAN_STEP },
  ArrowRight: { do: 'pan', share: PAN_STEP },
  '0': { do: 'fit' },
  c: { do: 'toggle', what: 'critical' },
  e: { do: 'toggle', what: 'edges' },
  s: { do: 'toggle', what: 'sort' },
};

interface PressedKey {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** What a key means there; null for one that belongs to somebody else. */
export function timelineCommand({ key, altKey, ctrlKey, metaKey }: PressedKey): TimelineCommand | null {
  if (altKey || ctrlKey || metaKey || !Object.hasOwn(COMMANDS, key)) return null;
  return COMMANDS[key] ?? null;
}

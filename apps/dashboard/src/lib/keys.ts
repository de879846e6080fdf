/** One line of the list of keys. */
export interface KeyHelp {
  /** Each is pressed alone, or one after the other. */
  readonly keys: readonly string[];
  readonly does: string;
}

/** What `?` lists. Keys of a chart or a timeline work inside it; the others anywhere but in a field. */
export const KEY_HELP: readonly { readonly where: string; readonly keys: readonly KeyHelp[] }[] = [
  {
    where: 'Anywhere',
    keys: [
      { keys: ['?'], does: 'this list' },
      { keys: ['/'], does: 'search' },
      { keys: ['g'], does: 'then the first letter of a page: o t b s w' },
      { keys: ['t'], does: 'a range of your own' },
      { keys: ['p'], does: 'pause or resume the live view' },
      { keys: ['j', 'k'], does: 'next, previous row' },
      { keys: ['x'], does: 'export the first table as CSV' },
      { keys: ['d'], does: 'theme: system, light, dark' },
    ],
  },
  {
    where: 'In a chart',
    keys: [
      { keys: ['←', '→'], does: 'previous, next point' },
      { keys: ['Home', 'End'], does: 'first, last point' },
      { keys: ['Shift', '→'], does: 'mark a stretch; Enter makes it the range' },
      { keys: ['Enter'], does: 'the batches behind the point' },
      { keys: ['Esc'], does: 'let go' },
    ],
  },
  {
    where: 'In the timeline of a batch',
    keys: [
      { keys: ['+', '−', '0'], does: 'zoom in, out, fit' },
      { keys: ['j', 'k'], does: 'next, previous call' },
      { keys: ['c', 'e', 's'], does: 'critical path only, all edges, sort by start' },
      { keys: ['[', ']'], does: 'previous, next batch' },
    ],
  },
];

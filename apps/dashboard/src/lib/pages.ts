interface NavPage {
  readonly id: string;
  readonly label: string;
  readonly path: string;
  /** After `g`, opens the page; null where no key is taken. */
  readonly key: string | null;
}

/** The pages of the navigation, in its order. A page is listed here once it exists, and nowhere else. */
export const PAGES = [
  { id: 'overview', label: 'Overview', path: '/', key: 'o' },
  { id: 'tools', label: 'Tools', path: '/tools', key: 't' },
  { id: 'batches', label: 'Batches', path: '/batches', key: 'b' },
  { id: 'sessions', label: 'Sessions', path: '/sessions', key: 's' },
  { id: 'what-if', label: 'What if', path: '/what-if', key: 'w' },
  { id: 'waste', label: 'Waste', path: '/waste', key: null },
  { id: 'health', label: 'Health', path: '/health', key: null },
] as const satisfies readonly NavPage[];

/** Which entry of the navigation a page belongs to; `other` for none. */
export type PageId = (typeof PAGES)[number]['id'] | 'other';

/** The field that searches batches, as the end of its address. */
export const SEARCH_ID = 'search';

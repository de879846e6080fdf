'use client';

import { Menu } from '@base-ui/react/menu';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { PAGES, type PageId, SEARCH_ID } from '@/lib/pages';
import { rangeParams, rangeUrl } from '@/lib/search-params';
import { pressKey } from './press-key';

/** The pages, each with the range along, so that moving between them keeps it. */
export function NavLinks({ page }: { readonly page: PageId }) {
  const [range] = useQueryStates(rangeParams);
  return (
    <nav className="nav" aria-label="Pages">
      {PAGES.map(({ id, label, path, key }) => (
        <Link
          key={id}
          href={rangeUrl(path, range)}
          aria-current={page === id ? 'page' : undefined}
          aria-keyshortcuts={key === null ? undefined : `g+${key}`}
          prefetch={false}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** To the search of batches, which is beside their list. */
export function SearchLink() {
  const [range] = useQueryStates(rangeParams);
  if (usePathname() === '/batches') return null;
  return (
    <Link
      className="wide-only"
      href={`${rangeUrl('/batches', range)}#${SEARCH_ID}`}
      aria-keyshortcuts="/"
      prefetch={false}
    >
      Search <kbd>/</kbd>
    </Link>
  );
}

/** The same in a menu, for screens too narrow for a row of them. */
export function NavMenu({ page }: { readonly page: PageId }) {
  const [range] = useQueryStates(rangeParams);
  return (
    <Menu.Root>
      <Menu.Trigger className="nav-menu" aria-label="Pages">
        <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
          <path d="M0 1H18M0 7H18M0 13H18" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4}>
          <Menu.Popup className="menu">
            {PAGES.map(({ id, label, path }) => (
              <Menu.LinkItem
                key={id}
                className="menu-item"
                aria-current={page === id ? 'page' : undefined}
                render={<Link href={rangeUrl(path, range)} prefetch={false} />}
                closeOnClick
              >
                {label}
              </Menu.LinkItem>
            ))}
            <Menu.Separator className="menu-line" />
            <Menu.Item className="menu-item" closeOnClick={false} onClick={() => pressKey('d')}>
              Change theme
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

import { cookies } from 'next/headers';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { PageId } from '@/lib/pages';
import { parseTheme, THEME_COOKIE } from '@/lib/theme';
import { BrandMark } from '@/ui/glyphs';
import { KeyboardHelp } from './keyboard';
import { LiveStatus, StaleStrip } from './live-status';
import { NavLinks, NavMenu, SearchLink } from './nav-links';
import { ThemeButton } from './theme-button';

interface FrameProps {
  /** Marks its entry in the navigation. */
  readonly page: PageId;
  /** Follows new batches: for pages whose range ends now. */
  readonly isLive?: boolean;
  /** The bar under the top bar: what the page is about. */
  readonly bar: ReactNode;
  readonly footer: ReactNode;
  readonly children: ReactNode;
}

/** What every page has: top bar, context bar, sheet, footer. */
export async function Frame({ page, isLive = false, bar, footer, children }: FrameProps) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      <header className="top">
        <Link className="brand" href="/">
          <BrandMark />
          <span className="wordmark">Parallel Tools</span>
        </Link>
        <NavLinks page={page} />
        <div className="top-end">
          {isLive ? <LiveStatus /> : null}
          <SearchLink />
          <ThemeButton initial={theme} />
          <KeyboardHelp />
          <NavMenu page={page} />
        </div>
      </header>
      <section className="bar" aria-label="What is shown">
        {bar}
      </section>
      {isLive ? <StaleStrip /> : null}
      <main>{children}</main>
      <footer className="foot">{footer}</footer>
    </>
  );
}

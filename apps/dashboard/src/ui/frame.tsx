import { cookies } from 'next/headers';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { parseTheme, THEME_COOKIE } from '@/lib/theme';
import { BrandMark } from './glyphs';
import { ThemeButton } from './theme-button';

interface FrameProps {
  /** Marks its entry in the navigation. */
  readonly page: 'overview' | 'other';
  /** The bar under the top bar: what the page is about. */
  readonly bar: ReactNode;
  readonly footer: ReactNode;
  readonly children: ReactNode;
}

/** What every page has: top bar, context bar, sheet, footer. */
export async function Frame({ page, bar, footer, children }: FrameProps) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      <header className="top">
        <Link className="brand" href="/">
          <BrandMark />
          Parallel Tools
        </Link>
        <nav className="nav" aria-label="Pages">
          <Link href="/" aria-current={page === 'overview' ? 'page' : undefined}>
            Overview
          </Link>
        </nav>
        <ThemeButton initial={theme} />
      </header>
      <section className="bar" aria-label="What is shown">
        {bar}
      </section>
      <main>{children}</main>
      <footer className="foot">{footer}</footer>
    </>
  );
}

import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { parseTheme, THEME_COOKIE } from '@/lib/theme';
import { Patterns } from '@/ui/patterns';

export const metadata: Metadata = {
  title: { default: 'Overview · Parallel Tools', template: '%s · Parallel Tools' },
  description: 'Speedup, failures and latency of recorded tool-call batches.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <Patterns />
        <NuqsAdapter>{children}</NuqsAdapter>
      </body>
    </html>
  );
}

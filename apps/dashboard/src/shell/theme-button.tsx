'use client';

import { useState } from 'react';
import { nextTheme, THEME_COOKIE, type Theme } from '@/lib/theme';

const YEAR_S = 365 * 24 * 3600;

/** Goes round system, light, dark. A cookie remembers it, so that the server renders the page in it: nothing flashes. */
export function ThemeButton({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const advance = () => {
    const next = nextTheme(theme);
    setTheme(next);
    const root = document.documentElement;
    if (next === 'system') delete root.dataset.theme;
    else root.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Safari.
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${next === 'system' ? 0 : YEAR_S}; samesite=lax`;
  };
  return (
    <button type="button" className="button quiet theme-button" aria-keyshortcuts="d" onClick={advance}>
      Theme: {theme}
    </button>
  );
}

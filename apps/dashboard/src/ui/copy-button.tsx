'use client';

import { useEffect, useState } from 'react';

const SHOWN_MS = 2000;

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text }: { readonly text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      // Without a secure context there is no clipboard: the text can still be selected by hand.
      () => setState('refused'),
    );
  return (
    <button type="button" className="button primary" onClick={copy}>
      <span aria-live="polite">{LABELS[state]}</span>
    </button>
  );
}

const LABELS = { idle: 'Copy', copied: 'Copied', refused: 'Select and copy' } as const;

'use client';

import { useState } from 'react';

/** Copies the address: all that the page shows is in it. */
export function CopyLink() {
  const [label, setLabel] = useState('Copy link');
  const copy = () =>
    navigator.clipboard.writeText(location.href).then(
      () => setLabel('Copied'),
      // Without a secure context there is no clipboard: the address bar has it.
      () => setLabel('Copy it from the address bar'),
    );
  return (
    <button type="button" className="button" onClick={copy} onBlur={() => setLabel('Copy link')}>
      <span aria-live="polite">{label}</span>
    </button>
  );
}

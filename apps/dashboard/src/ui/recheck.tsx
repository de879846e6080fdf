'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const INTERVAL_MS = 2000;

/**
 * Asks the server for the page again and again, without a reload, until it no longer contains this. Stands only where
 * there is nothing to show yet; rests while the page is hidden.
 */
export function Recheck() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, INTERVAL_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

const INTERVAL_MS = 2000;

// On a slow machine each new question would put off the answer to the one before, for ever: one at a time, whoever asks.
let isAwaited = false;

/**
 * Asks the server for the page again and again, without a reload, until it no longer contains this. Stands only where
 * there is nothing to show yet; rests while the page is hidden, and while an answer is on its way.
 */
export function Recheck() {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  useEffect(() => {
    const timer = setInterval(() => {
      if (!isAwaited && document.visibilityState === 'visible') startTransition(() => router.refresh());
    }, INTERVAL_MS);
    return () => clearInterval(timer);
  }, [router]);
  useEffect(() => {
    if (!isPending) return;
    isAwaited = true;
    return () => {
      isAwaited = false;
    };
  }, [isPending]);
  return null;
}

'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

/** Reads the page's numbers again, without a reload. */
export function RefreshButton({ label }: { readonly label: string }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  return (
    <button
      type="button"
      className="button"
      aria-busy={isPending}
      onClick={() => startTransition(() => router.refresh())}
    >
      {label}
    </button>
  );
}

import type { ReactNode } from 'react';

/** Says in a panel's middle why there is nothing to draw. Same height as a chart. */
export function EmptyNote({ children }: { readonly children: ReactNode }) {
  return (
    <div className="chart flex items-center justify-center">
      <p className="note max-w-[44ch] text-center">{children}</p>
    </div>
  );
}

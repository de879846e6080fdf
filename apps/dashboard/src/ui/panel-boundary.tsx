'use client';

import { catchError, type ErrorInfo } from 'next/error';

function PanelFailed({ title }: { readonly title: string }, { retry }: ErrorInfo) {
  return (
    <section className="panel">
      <header>
        <h2>{title}</h2>
      </header>
      <div className="failed">
        <div className="strip" role="alert">
          <p>This part of the page could not be drawn. The others are not affected.</p>
          <button type="button" className="button mt-[8px]" onClick={() => retry()}>
            Retry
          </button>
        </div>
      </div>
    </section>
  );
}

/** Catches what a panel throws, on the server or in the browser, so that the rest of the page lives on. */
export const PanelBoundary = catchError(PanelFailed);

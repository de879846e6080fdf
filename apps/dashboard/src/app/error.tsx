'use client';

interface ErrorPageProps {
  readonly retry: () => void;
}

/** Last resort for what no panel caught. */
export default function ErrorPage({ retry }: ErrorPageProps) {
  return (
    <main>
      <div className="row waiting">
        <section>
          <p className="eyebrow">Something broke</p>
          <h1 className="verdict mt-[4px]">This page could not be drawn.</h1>
          <p className="mt-[8px] max-w-[78ch] text-muted">
            The reason is in the log of the dashboard. Recorded data is not affected.
          </p>
          <button type="button" className="button primary mt-[12px]" onClick={() => retry()}>
            Retry
          </button>
        </section>
      </div>
    </main>
  );
}

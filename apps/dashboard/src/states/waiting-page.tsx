import type { ReactNode } from 'react';
import { database } from '@/data/reader';
import { Frame } from '@/shell/frame';
import { OutcomeGlyph } from '@/ui/glyphs';
import { Recheck } from '@/ui/recheck';
import { GhostTimeline } from './ghost-timeline';
import { Snippet } from './snippet';

interface WaitingPageProps {
  /** What is known of the database, for the context bar. */
  readonly bar: ReactNode;
  /** What has happened so far and what has not. */
  readonly steps: readonly { readonly label: string; readonly isDone: boolean; readonly state: string }[];
}

/** Nothing is recorded yet: how to change that. It turns into the overview by itself. */
export function WaitingPage({ bar, steps }: WaitingPageProps) {
  return (
    <Frame
      page="overview"
      bar={
        <>
          <span className="min-w-0 text-muted wrap-anywhere">{bar}</span>
          <span className="ml-auto text-muted">Checked every 2&nbsp;s</span>
        </>
      }
      footer={
        <>
          <span>
            Database <b className="mono">{database.shownPath}</b>
          </span>
          <span>Read-only database handle</span>
          <span>All times UTC</span>
        </>
      }
    >
      <div className="row waiting grid-cols-[minmax(0,640px)_minmax(0,1fr)]">
        <section>
          <p className="eyebrow">No batches yet</p>
          <h1 className="verdict mt-[4px]">Three lines fill this page.</h1>
          <p className="mt-[8px] max-w-[60ch] text-muted">
            Give the executor a recorder that writes to this database and run your agent once. The first batch appears
            here by itself; there is nothing to reload.
          </p>
          <Snippet url={database.shownUrl} />
          <table className="mt-[32px]">
            <thead>
              <tr>
                <th scope="col">Waiting for</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {steps.map((step) => (
                <tr key={step.label}>
                  <td>{step.label}</td>
                  <td>
                    <span className="status">
                      <OutcomeGlyph outcome={step.isDone ? 'ok' : 'skipped'} />
                      {step.state}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="note mt-[12px]">
            Arguments and outputs are not stored unless you ask for it with <code>capture</code>.
          </p>
        </section>
        <section aria-hidden="true">
          <p className="eyebrow mb-[12px]">What you will see: one batch, and what held it back</p>
          <GhostTimeline />
        </section>
      </div>
      <Recheck />
    </Frame>
  );
}

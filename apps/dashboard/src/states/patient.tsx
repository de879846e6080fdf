import { type ReactNode, Suspense } from 'react';
import { database } from '@/data/reader';
import type { PageId } from '@/lib/pages';
import { Frame } from '@/shell/frame';

// Until then nothing is sent: a page that is soon read comes whole, and an unknown id answers 404.
const GRACE_MS = 1000;

interface PatientProps<T> {
  readonly question: Promise<T>;
  readonly page: PageId;
  /** What is drawn with the answer, frame and all. */
  readonly children: (answer: T) => ReactNode;
}

/** A page that rests on one question. While the answer takes long the page says so: a slow database leaves none blank. */
export async function Patient<T>({ question, page, children }: PatientProps<T>) {
  const soon = await soonAnswer(question);
  // Without a boundary: a large one is sent behind its fallback even when it is ready, and shown and hydrated later.
  if (soon !== null) return children(soon.answer);
  return (
    <Suspense fallback={<ReadingPage page={page} />}>
      <Late question={question} draw={children} />
    </Suspense>
  );
}

async function Late<T>({ question, draw }: { readonly question: Promise<T>; readonly draw: (answer: T) => ReactNode }) {
  return draw(await question);
}

async function soonAnswer<T>(question: Promise<T>): Promise<{ readonly answer: T } | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), GRACE_MS);
  });
  try {
    return await Promise.race([question.then((answer) => ({ answer })), late]);
  } finally {
    clearTimeout(timer);
  }
}

function ReadingPage({ page }: { readonly page: PageId }) {
  return (
    <Frame
      page={page}
      bar={<span className="text-muted">Reading the database</span>}
      footer={
        <>
          <span>
            Database <b className="mono">{database.shownPath}</b>, read only
          </span>
          <span>All times UTC</span>
        </>
      }
    >
      <div className="row waiting" aria-busy="true">
        <section>
          <p className="eyebrow">One moment</p>
          <h1 className="verdict mt-[4px] text-muted">Reading the database…</h1>
          <p className="late mt-[8px] max-w-[78ch] text-muted">
            Still reading: another process may keep the database or this machine busy. Agents that record are not
            affected, and the page appears here by itself.
          </p>
        </section>
      </div>
    </Frame>
  );
}

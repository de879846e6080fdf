import { type ReactNode, Suspense } from 'react';
import { PanelBoundary } from './panel-boundary';

interface PanelProps {
  /** The question the panel answers. */
  readonly title: string;
  /** Unit and range, muted beside the title. */
  readonly sub?: ReactNode;
  /** Legend or links at the end of the head. */
  readonly end?: ReactNode;
  /** Its title is the page's. */
  readonly isPageHead?: boolean;
  readonly children: ReactNode;
}

/** A part of the sheet that answers one question. */
export function Panel({ title, sub, end, isPageHead = false, children }: PanelProps) {
  const Title = isPageHead ? 'h1' : 'h2';
  return (
    <section className="panel">
      <header>
        <Title>{title}</Title>
        {sub === undefined ? null : <span className="sub">{sub}</span>}
        {end === undefined ? null : <div className="end">{end}</div>}
      </header>
      {children}
    </section>
  );
}

/** What stands in for a panel's content while it is read, in the content's height. */
export type SkeletonShape = { readonly kind: 'chart' } | { readonly kind: 'table'; readonly rows: number };

interface PanelSlotProps {
  readonly title: string;
  readonly sub?: string;
  readonly skeleton: SkeletonShape;
  readonly children: ReactNode;
}

/** Lets a panel load and fail on its own: the others neither wait for it nor fall with it. */
export function PanelSlot({ title, sub, skeleton, children }: PanelSlotProps) {
  return (
    <PanelBoundary title={title}>
      <Suspense fallback={<PanelSkeleton title={title} sub={sub} shape={skeleton} />}>{children}</Suspense>
    </PanelBoundary>
  );
}

interface PanelSkeletonProps {
  readonly title: string;
  readonly sub?: string | undefined;
  readonly shape: SkeletonShape;
}

/** A panel while its content is read; after two seconds it says that it still is. */
export function PanelSkeleton({ title, sub, shape }: PanelSkeletonProps) {
  return (
    <Panel title={title} sub={sub} end={<span className="late">Still reading…</span>}>
      {shape.kind === 'chart' ? (
        <div className="chart skeleton-chart" aria-busy="true" />
      ) : (
        <div aria-busy="true">
          {Array.from({ length: shape.rows + 1 }, (_, index) => {
            // Rows of a skeleton are all alike.
            const key = index;
            return (
              <div className="skeleton-row" key={key}>
                <span className="skeleton-block w-[40%]" />
              </div>
            );
          })}
        </div>
      )}
    </Panel>
  );
}

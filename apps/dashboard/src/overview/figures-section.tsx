import { attempt, getOverview, getPreviousOverview } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { Figures, FiguresSkeleton } from '@/ui/figures';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareFigures } from './prepare-figures';

export const FIGURES_TITLE = 'Figures';

export async function FiguresSection({ range }: { readonly range: ResolvedRange }) {
  const [read, before] = await Promise.all([
    attempt(() => getOverview(range)),
    attempt(() => getPreviousOverview(range)),
  ]);
  if (!read.ok) return <PanelProblem title={FIGURES_TITLE} problem={read.problem} />;
  return <Figures figures={prepareFigures(read.value, before.ok ? before.value : null)} />;
}

export function OverviewFiguresSkeleton() {
  return <FiguresSkeleton labels={['Batches', 'Calls', 'Failed calls', 'Makespan p95', 'Speedup realised / ideal']} />;
}

import { attempt, getOverview, getPreviousOverview } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { Figures, FiguresSkeleton } from '@/ui/figures';
import { prepareFigures } from './prepare-figures';

export async function FiguresSection({ range }: { readonly range: ResolvedRange }) {
  const [overview, before] = await Promise.all([getOverview(range), attempt(() => getPreviousOverview(range))]);
  return <Figures figures={prepareFigures(overview, before.ok ? before.value : null)} />;
}

export function OverviewFiguresSkeleton() {
  return <FiguresSkeleton labels={['Batches', 'Calls', 'Failed calls', 'Makespan p95', 'Speedup realised / ideal']} />;
}

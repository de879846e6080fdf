import { getOverview, getToolLatencies } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { Figures, FiguresSkeleton } from '@/ui/figures';
import { prepareFigures } from './prepare-figures';

export async function FiguresSection({ range }: { readonly range: ResolvedRange }) {
  const [overview, tools] = await Promise.all([getOverview(range), getToolLatencies(range)]);
  return <Figures figures={prepareFigures(overview, tools.totalCount)} />;
}

export function OverviewFiguresSkeleton() {
  return <FiguresSkeleton labels={['Batches', 'Calls', 'Failed calls', 'Makespan p95', 'Speedup realised / ideal']} />;
}

import fc from 'fast-check';
import type { PlanCall } from '../src/plan/plan-call.js';
import type { Resource } from '../src/plan/resource.js';

/** A call that needs and touches nothing, but for the fields given. */
export function planCall(callId: string, fields: Partial<PlanCall> = {}): PlanCall {
  return {
    callId,
    toolName: 'tool',
    toolDependsOn: [],
    dependsOn: [],
    references: [],
    resources: [],
    exclusive: false,
    ...fields,
  };
}

export const write = (key: string): Resource => ({ key, access: 'write' });
export const read = (key: string): Resource => ({ key, access: 'read' });

const few = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(
    { arbitrary: fc.constant<T[]>([]), weight: 3 },
    { arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }), weight: 2 },
  );

const resource = fc.record({ key: fc.constantFrom('a', 'b', '__proto__'), access: fc.constantFrom('read', 'write') });

const draft = fc.record({
  tool: fc.nat(3),
  references: few(fc.nat()),
  dependsOn: few(fc.nat()),
  resources: fc.oneof(
    { arbitrary: few(resource), weight: 6 },
    { arbitrary: fc.constant('unknown' as const), weight: 1 },
  ),
  exclusive: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
});

/** Up to ten calls of four tools, two of which depend on others; calls need earlier ones, or any with `forward`. */
export function arbitraryPlanCalls({ forward }: { readonly forward: boolean }): fc.Arbitrary<readonly PlanCall[]> {
  return fc.array(draft, { maxLength: 10 }).map((drafts) =>
    drafts.map(({ tool, references, dependsOn, resources, exclusive }, index) => {
      const reachable = forward ? drafts.length : index;
      const within = (positions: readonly number[]) =>
        reachable === 0 ? [] : positions.map((position) => position % reachable);
      return {
        callId: `c${index}`,
        toolName: `tool ${tool}`,
        // A tool that points forward is for `forward` alone.
        toolDependsOn: tool === 3 && forward ? ['tool 2', 'tool 9'] : [],
        dependsOn: within(dependsOn),
        references: within(references),
        resources,
        exclusive,
      };
    }),
  );
}

import type { EntrypointUse } from './analyze-plan.ts';
import type { Step } from './key-expression.ts';

/** The collection of registered resources. */
const REGISTRY = 'resources';

/**
 * Whether it can matter to an entrypoint what is registered of resources: it reads `input.resource.properties`, the
 * resource or the input as a whole, or the registry itself.
 */
export function readsResources({ collections, everything, input }: EntrypointUse): boolean {
  if (everything.length > 0 || collections.has(REGISTRY)) return true;
  return input.some(({ path: { steps }, whole }) => {
    const [first, second] = steps;
    if (first === undefined) return whole;
    if (!mayBe(first, 'resource')) return false;
    return second === undefined ? whole : mayBe(second, 'properties');
  });
}

function mayBe(step: Step, name: string): boolean {
  return step.kind === 'member' ? step.name === name : step.kind !== 'index';
}

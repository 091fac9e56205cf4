import type { DataSource } from '../../data/data-source.ts';
import { isStatic } from '../../data/static-epoch.ts';

/**
 * Whether policy data lacks the registry of resources. Only that of a control plane can: it leaves the registry out
 * where the policy reads nothing of it. Data of one's own is whole as it is.
 */
export function lacksRegistry(
  { revision, collections }: Pick<DataSource, 'revision'> & { readonly collections: readonly string[] },
  registry: string,
): boolean {
  return revision !== undefined && !isStatic(revision) && !collections.includes(registry);
}

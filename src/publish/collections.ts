/** The collections of the policy data document, in the order they are published. */
export const COLLECTIONS = [
  'employees',
  'fields',
  'organizations',
  'permissions',
  'resources',
  'roles',
  'teams',
  'users',
] as const;

/** What of the policy data is published. */
export interface Selection {
  readonly collections: readonly string[];
  /** Tells it apart in entity tags; undefined where it is everything. */
  readonly variant: string | undefined;
}

export const EVERYTHING: Selection = { collections: COLLECTIONS, variant: undefined };

const WITHOUT_RESOURCES: Selection = {
  collections: COLLECTIONS.filter((collection) => collection !== 'resources'),
  variant: 'no-resources',
};

/** The registry of resources may be larger than all else, so it is left out where the policy reads nothing of it. */
export function selectionFor(policyReadsResources: boolean): Selection {
  return policyReadsResources ? EVERYTHING : WITHOUT_RESOURCES;
}

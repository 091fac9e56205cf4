/** The collections of the policy data document, in the order they are published. */
export const COLLECTIONS = ['fields', 'organizations', 'permissions', 'roles', 'teams', 'users'] as const;

/** A company as its administrators see it: what the model judges by and what the policy data is made from. */
export interface Company {
  readonly permissions: ReadonlyMap<string, Permission>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly organizations: ReadonlyMap<string, Organization>;
  /** Which organization each team is part of. */
  readonly teams: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, User>;
}

export type Scope = 'all' | 'organization' | 'team' | 'own';

export interface Permission {
  readonly types: readonly string[];
  readonly feature?: string;
  /** For a permission that uncovers a field: the field of its types. */
  readonly field?: string;
}

export type Role = ReadonlyMap<string, Scope>;

export interface Organization {
  /** The only resources of a type that may be reached, by type. */
  readonly limits: ReadonlyMap<string, readonly string[]>;
}

/** `until` is in seconds since the epoch. */
export interface Terms {
  readonly organization?: string;
  readonly until?: number;
}

export interface User {
  readonly status: 'invited' | 'active' | 'deactivated';
  readonly employee?: { readonly id: string; readonly organization?: string; readonly team?: string };
  readonly organizations: readonly string[];
  readonly teams: readonly string[];
  readonly assignments: readonly (Terms & { readonly role: string })[];
  readonly grants: readonly (Terms & { readonly permission: string; readonly scope: Scope })[];
  readonly denials: readonly { readonly permission: string; readonly until?: number }[];
}

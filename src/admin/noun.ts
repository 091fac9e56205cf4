import type { PoolClient } from 'pg';
import type { Resource } from './judge.ts';
import type { Queryable } from './queryable.ts';

export interface Thing {
  readonly id: string;
  /** Rises with each change of the thing or of what belongs to it. */
  readonly version: number;
}

/** What the helpers for changes and single reads know of a kind of things. */
export interface Noun<T extends Thing> {
  /** The resource type, in the singular. */
  readonly type: string;
  /** Its table, with the columns `id`, `version` and `updated_at`. */
  readonly table: 'users' | 'roles' | 'organizations' | 'teams' | 'employees' | 'invitations' | 'api_tokens';
  readonly read: (db: Queryable, id: string) => Promise<T | undefined>;
  readonly resource: (thing: T) => Resource;
  /** Whether whoever may see some thing of this type may see this one, because it belongs to nobody in particular. */
  readonly everybodys?: (thing: T) => boolean;
  /** The users whose rights may differ after a change of this thing. */
  readonly people: (client: PoolClient, id: string) => Promise<readonly string[]>;
}

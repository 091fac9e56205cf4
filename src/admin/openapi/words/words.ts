/** What a route's schema does not say: what the operation is for, in words, and how it departs from its kind. */
export interface Words {
  /** The operationId, which client programs are generated from. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** A request body that is accepted. */
  readonly example?: unknown;
  /** Statuses of refusals beside those that follow from the method and the path. */
  readonly fails?: readonly number[];
  /** Whether `If-Match` is read; by default it is demanded by PATCH, PUT and DELETE. */
  readonly match?: 'required' | 'optional' | 'none';
  /** What answers other than refusals carry, where it is not what follows from the method and the path. */
  readonly headers?: readonly SuccessHeader[];
  /** Media types of the answer, and of the request, where they are not JSON. */
  readonly answers?: readonly string[];
  readonly takes?: readonly string[];
  /** Whether a client that has the answer already is told so with a 304. */
  readonly notModified?: boolean;
}

export type SuccessHeader = 'ETag' | 'Location' | 'Postern-Revision' | 'Set-Cookie' | 'X-CSRF-Token';

/** Operations that belong together, by method and path: `GET /users/{id}`. Paths lie below `/admin/v1`. */
export interface Group {
  readonly tag: string;
  readonly description: string;
  /** Who may ask: whoever holds the operation's permission (the default), who signed in, or anybody. */
  readonly who?: Audience;
  readonly operations: Readonly<Record<string, Words>>;
}

export type Audience = 'permission' | 'session' | 'anybody';

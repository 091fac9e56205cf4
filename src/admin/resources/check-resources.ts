import { bodyError, type FieldError } from '../http/problem.ts';
import { unprocessable } from '../http/problems.ts';
import type { Queryable } from '../queryable.ts';
import { existing, keyOf, type WrittenResource } from './queries.ts';
import { ATTRIBUTE_BYTES } from './schemas.ts';

/** One part of a request's body, and where it is. */
export interface Placed<T> {
  readonly item: T;
  readonly path: readonly (string | number)[];
}

/** Types of what Postern keeps itself. */
const OWN_TYPES = new Set(['user', 'role', 'organization', 'team', 'employee']);
/** Names that say where a resource belongs, which are members of their own. */
const RESERVED = new Set(['organization', 'organizations', 'team', 'teams', 'owner']);
const ERRORS_SHOWN = 50;

/** Throws a 422 problem for what the schema can't say: names that are taken, attributes that are too long. */
export function checkResources(resources: readonly Placed<WrittenResource>[]): void {
  const errors: FieldError[] = [];
  for (const { item, path } of resources) {
    if (OWN_TYPES.has(item.type)) {
      errors.push(bodyError([...path, 'type'], `must be another: Postern keeps each ${item.type} itself`));
    }
    for (const name of Object.keys(item.attributes)) {
      if (RESERVED.has(name)) {
        errors.push(
          bodyError(
            [...path, 'attributes', name],
            'must have another name: where a resource belongs is said by organization, team and owner',
          ),
        );
      }
    }
    if (Buffer.byteLength(JSON.stringify(item.attributes)) > ATTRIBUTE_BYTES) {
      errors.push(bodyError([...path, 'attributes'], `must not take more than ${ATTRIBUTE_BYTES} bytes`));
    }
  }
  refuse(errors, 'A resource can not be registered like this.');
}

/** Throws a 422 problem where one resource is named twice. */
export function refuseRepeated(named: readonly Placed<{ type: string; id: string }>[]): void {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const { item, path } of named) {
    const key = keyOf(item);
    if (seen.has(key)) errors.push(bodyError(path, `names ${key} again`));
    seen.add(key);
  }
  refuse(errors, 'A resource is named twice.');
}

/** Throws a 422 problem for organizations and teams that there are not. */
export async function refuseUnknownPlaces(
  db: Queryable,
  resources: readonly Placed<WrittenResource>[],
): Promise<void> {
  const errors: FieldError[] = [];
  for (const member of ['organization', 'team'] as const) {
    const wanted = resources.flatMap(({ item }) => item[member] ?? []);
    if (wanted.length === 0) continue;
    const known = await existing(db, `${member}s`, [...new Set(wanted)]);
    for (const { item, path } of resources) {
      const id = item[member];
      if (id === null || known.has(id)) continue;
      errors.push(bodyError([...path, member], `names no ${member} that exists: "${id}"`));
    }
  }
  refuse(errors, 'A resource names an organization or a team that there is not.');
}

function refuse(errors: readonly FieldError[], detail: string): void {
  if (errors.length > 0) throw unprocessable(detail, errors.slice(0, ERRORS_SHOWN));
}

import {
  type EntityProperties,
  employeeProperties,
  organizationProperties,
  roleProperties,
  teamProperties,
  userProperties,
} from '../../own-entities.ts';

/** Where the entities of one type are in the policy data. */
export interface EntityPlace {
  readonly collection: string;
  /** What the keys of its records begin with before the entity's id. */
  readonly prefix: string;
  /** What an entity's record says of it as a resource; undefined where nothing. */
  readonly properties: (
    id: string,
    record: Readonly<Record<string, unknown>>,
  ) => EntityProperties | undefined;
}

/** Which entities a decision plane knows, by their type. */
export interface Entities {
  subjects(type: string): EntityPlace | undefined;
  resources(type: string): EntityPlace | undefined;
  /** The collection of those that are published only where the policy reads them; undefined where there is none. */
  readonly registry?: string;
}

/** No entity is known: nothing is registered, and a search for subjects or resources finds none. */
export const noEntities: Entities = { subjects: () => undefined, resources: () => undefined };

const users: EntityPlace = {
  collection: 'users',
  prefix: '',
  properties: (id, { organizations, teams }) =>
    userProperties({ id, organizations: texts(organizations), teams: texts(teams) }),
};

/** What Postern keeps itself. */
const own: ReadonlyMap<string, EntityPlace> = new Map<string, EntityPlace>([
  ['user', users],
  [
    'role',
    {
      collection: 'roles',
      prefix: '',
      properties: (_id, { organization }) => roleProperties({ organization: text(organization) }),
    },
  ],
  [
    'organization',
    { collection: 'organizations', prefix: '', properties: (id) => organizationProperties({ id }) },
  ],
  [
    'team',
    {
      collection: 'teams',
      prefix: '',
      properties: (id, { organization }) => teamProperties({ id, organization: text(organization) ?? '' }),
    },
  ],
  [
    'employee',
    {
      collection: 'employees',
      prefix: '',
      properties: (id, { organization, team }) =>
        employeeProperties({ id, organization: text(organization), team: text(team) }),
    },
  ],
]);

/** The collection of the resources of other services, with keys `type/id`. */
const REGISTRY = 'resources';

/** The entities in Postern's own data document. Machines are users too; other types are those of the registry. */
export const posternEntities: Entities = {
  subjects: (type) => (type === 'service' ? users : posternEntities.resources(type)),
  resources: (type) =>
    own.get(type) ??
    (type.includes('/')
      ? undefined
      : { collection: REGISTRY, prefix: `${type}/`, properties: (_id, record) => record }),
  registry: REGISTRY,
};

/** Thrown for `--entity` options that can't be understood; the message says what was expected. */
export class EntityOptionError extends Error {
  override readonly name = 'EntityOptionError';
}

/**
 * Entities by options such as `user=users`: the records of the collection `users` are the entities of the type `user`,
 * by their keys, and a record's member `properties` is what is registered of it. Throws an EntityOptionError.
 */
export function parseEntities(options: readonly string[]): Entities {
  const places = new Map<string, EntityPlace>();
  for (const option of options) {
    const [type = '', collection = '', ...more] = option.split('=');
    if (type === '' || collection === '' || more.length > 0) {
      throw new EntityOptionError(
        `"${option}" names no entities: expected a type and a collection of the data, such as user=users`,
      );
    }
    if (places.has(type)) throw new EntityOptionError(`the entities of the type "${type}" are named twice`);
    places.set(type, {
      collection,
      prefix: '',
      properties: (_id, { properties }) => (isObject(properties) ? properties : undefined),
    });
  }
  const find = (type: string) => places.get(type);
  return { subjects: find, resources: find };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

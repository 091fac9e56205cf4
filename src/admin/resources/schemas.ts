import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import { closed, id, kept, nullable } from '../schemas.ts';

/** Resources of one bulk request, those to put and those to delete together. */
export const MOST_RESOURCES = 10_000;
/** Bytes of a bulk request: 10,000 resources of 1.6 KB. */
export const BULK_BYTES = 16 * 1024 * 1024;
/** Bytes that the attributes of one resource take as JSON. */
export const ATTRIBUTE_BYTES = 16 * 1024;

export type Scalar = string | number | boolean;
export type Attributes = Record<string, Scalar | Scalar[]>;

const scalar = {
  anyOf: [
    { type: 'string', maxLength: 1000 },
    { type: 'number', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'boolean' },
  ],
};

const attributes = Type.Unsafe<Attributes>({
  type: 'object',
  description: 'What policies read of it: strings, numbers, booleans, and arrays of them.',
  maxProperties: 64,
  propertyNames: { type: 'string', maxLength: 100, pattern: '^[A-Za-z_][A-Za-z0-9_-]*$' },
  additionalProperties: { anyOf: [...scalar.anyOf, { type: 'array', maxItems: 100, items: scalar }] },
});

const type = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^/\\u0000-\\u001f]+$',
  description: 'The resource type that requests name.',
});

const said = {
  organization: Type.Optional(nullable(id)),
  team: Type.Optional(nullable(id)),
  owner: Type.Optional(nullable(id)),
  attributes: Type.Optional(attributes),
};

export const resource = closed({
  type,
  id,
  organization: nullable(id),
  team: nullable(id),
  owner: nullable(id),
  attributes: Type.Unsafe<Attributes>({ type: 'object', additionalProperties: true }),
  ...kept,
});
export type RegisteredResource = Static<typeof resource>;

export const resourceBody = closed(said);
export type ResourceBody = Static<typeof resourceBody>;

export const resourceParams = closed({ type, id });

const version = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: 'The version it must have; 0 where it must not be there. Absent: whatever is there.',
  }),
);

const put = closed({ type, id, version, ...said });
export type PutResource = Static<typeof put>;

const named = closed({ type, id, version });
export type NamedResource = Static<typeof named>;

export const bulkBody = closed({
  put: Type.Optional(Type.Array(put, { maxItems: MOST_RESOURCES })),
  delete: Type.Optional(Type.Array(named, { maxItems: MOST_RESOURCES })),
});
export type BulkBody = Static<typeof bulkBody>;

export const bulkResult = closed({
  created: Type.Integer(),
  replaced: Type.Integer(),
  unchanged: Type.Integer({ description: 'Put as they were already, and left so.' }),
  deleted: Type.Integer(),
  absent: Type.Integer({ description: 'To be deleted, and not there.' }),
});
export type BulkResult = Static<typeof bulkResult>;

export const resourceQuery = Type.Object(
  {
    ...pageQuery.properties,
    type: Type.Optional(type),
    organization: Type.Optional(id),
    team: Type.Optional(id),
  },
  { additionalProperties: false },
);
export type ResourceQuery = Static<typeof resourceQuery>;

import { type Static, Type } from 'typebox';
import { closed, nullable } from '../schemas.ts';

export const permission = closed({
  name: Type.String(),
  category: Type.String(),
  description: Type.String(),
  feature: nullable(Type.String()),
  resource_types: Type.Array(Type.String()),
  field: nullable(Type.String()),
});
export type Permission = Static<typeof permission>;

export const catalog = closed({
  name: Type.String(),
  version: Type.String(),
  categories: Type.Array(Type.String()),
  features: Type.Array(Type.String()),
  operations: Type.Record(Type.String(), Type.String(), { description: 'The permission of each operation.' }),
});
export type Catalog = Static<typeof catalog>;

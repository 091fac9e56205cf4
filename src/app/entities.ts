import { type Entities, noEntities, parseEntities, posternEntities } from '../access/search/entities.ts';
import type { Config } from '../config.ts';
import type { DecisionPlane } from './decision-plane.ts';

/** A policy of one's own on data of one's own knows only the entities that it was told of. */
export function entitiesOf(
  { entities, policyBundle }: Pick<Config, 'entities' | 'policyBundle'>,
  { sources }: DecisionPlane,
): Entities {
  if (entities !== undefined) {
    return parseEntities(Object.entries(entities).map(([type, collection]) => `${type}=${collection}`));
  }
  const ownData = sources.data.kind === 'file' || sources.data.kind === 'memory';
  return ownData && policyBundle !== undefined ? noEntities : posternEntities;
}

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
  const { kind } = sources.data;
  if (kind === 'database' || kind === 'control') return posternEntities;
  if (policyBundle !== undefined) return noEntities;
  // A file may well do without a registry of resources; from a control plane it is on its way.
  const { subjects, resources } = posternEntities;
  return { subjects, resources };
}

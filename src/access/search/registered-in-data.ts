import type { DataSource } from '../../data/data-source.ts';
import type { RegisteredProperties } from '../deciding/registered-properties.ts';
import type { Entities } from './entities.ts';

/** What the policy data says of resources, as it is now. Where a type has no records, looking costs one lookup. */
export function createRegisteredProperties(
  data: Pick<DataSource, 'text' | 'size'>,
  entities: Entities,
): RegisteredProperties {
  return {
    of(type, id) {
      const place = entities.resources(type);
      if (place === undefined || data.size(place.collection).records === 0) return undefined;
      const text = data.text(place.collection, place.prefix + id);
      if (text === undefined) return undefined;
      const record: unknown = JSON.parse(text);
      if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined;
      return place.properties(id, record as Record<string, unknown>);
    },
  };
}

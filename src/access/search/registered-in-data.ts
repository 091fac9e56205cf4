import type { DataSource } from '../../data/data-source.ts';
import type { RegisteredProperties } from '../deciding/registered-properties.ts';
import type { Entities } from './entities.ts';
import { lacksRegistry } from './registry-absence.ts';

/** What the policy data says of resources, as it is now. Where a type has no records, looking costs one lookup. */
export function createRegisteredProperties(
  data: Pick<DataSource, 'revision' | 'text' | 'size' | 'collections' | 'onChange'>,
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
    ...(entities.registry === undefined ? {} : { lacking: watchAbsence(data, entities.registry) }),
  };
}

/** Tells whether the registry is lacking; one that is there goes only with a snapshot. */
function watchAbsence(
  data: Pick<DataSource, 'revision' | 'collections' | 'onChange'>,
  registry: string,
): () => boolean {
  let absent: boolean | undefined;
  data.onChange((changes) => {
    if (changes === undefined || absent === true) absent = undefined;
  });
  return () => {
    absent ??= lacksRegistry({ revision: data.revision, collections: data.collections() }, registry);
    return absent;
  };
}

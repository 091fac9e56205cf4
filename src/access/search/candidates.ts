import type { DataSource } from '../../data/data-source.ts';
import type { DecisionRequest } from '../../policy/decision.ts';
import { Refusal } from '../errors.ts';
import type { Entities, EntityPlace } from './entities.ts';
import { holdersAmong } from './holder-candidates.ts';
import type { HoldersIndex } from './holders-index.ts';
import type { KeyWindow, KeyWindows } from './key-windows.ts';
import { lacksRegistry } from './registry-absence.ts';
import type { SearchRequest } from './search-request.ts';

/** Everything a search may find, in the order of its keys. */
export interface Candidates {
  /** What the keys begin with before what is searched for. */
  readonly prefix: string;
  /** As `KeyWindows.read`. */
  read(after: string | undefined): KeyWindow | Promise<void>;
}

export interface CandidateOptions {
  readonly data: Pick<DataSource, 'revision' | 'collections'>;
  readonly windows: KeyWindows;
  readonly index: HoldersIndex;
  /** Whether the policy allows a subject nothing but what its record in `data.users` gives. */
  readonly onlyHolders: () => boolean;
  readonly entities: Entities;
  /** The names of all actions; without them, the keys of `data.permissions`. */
  readonly actions?: readonly string[] | undefined;
  /** The resources of a collection that a filter admits; undefined where they are not in a database. */
  readonly filtered: (place: EntityPlace, everything: Candidates) => Candidates | undefined;
}

const ACTIONS: Pick<EntityPlace, 'collection' | 'prefix'> = { collection: 'permissions', prefix: '' };

/** What a search has to judge: the known entities of the type, or the known actions. */
export function candidatesOf(
  { kind, type = '', about }: Pick<SearchRequest, 'kind' | 'type' | 'about'>,
  { data, windows, index, onlyHolders, entities, actions, filtered }: CandidateOptions,
): Candidates {
  if (kind === 'action') return actions === undefined ? inCollection(ACTIONS, windows) : fixed(actions);
  const place = kind === 'subject' ? entities.subjects(type) : entities.resources(type);
  if (place === undefined) return fixed([]);
  if (
    place.collection === entities.registry &&
    lacksRegistry({ revision: data.revision, collections: data.collections() }, entities.registry)
  ) {
    throw new Refusal(
      409,
      'the policy reads nothing that is registered of resources, so the registry is not kept here and can not be searched',
    );
  }
  const everybody = inCollection(place, windows);
  if (kind === 'resource') return filtered(place, everybody) ?? everybody;
  if (place.collection !== 'users' || place.prefix !== '') return everybody;
  const { action } = about as Partial<DecisionRequest>;
  if (action === undefined) return everybody;
  return holdersAmong(everybody, { index, permission: action.name, applies: onlyHolders });
}

function inCollection({ collection, prefix }: typeof ACTIONS, windows: KeyWindows): Candidates {
  return { prefix, read: (after) => windows.read(collection, prefix, after) };
}

function fixed(names: readonly string[]): Candidates {
  const keys = [...new Set(names)].sort();
  return {
    prefix: '',
    read: (after) => ({
      keys,
      start: after === undefined ? 0 : keys.filter((key) => key <= after).length,
      to: undefined,
    }),
  };
}

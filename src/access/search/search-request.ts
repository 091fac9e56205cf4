import type { DecisionRequest } from '../../policy/decision.ts';
import { readEvaluationRequest } from '../authzen/evaluation-request.ts';
import { BadRequest } from '../errors.ts';

/** What is searched for. */
export type SearchKind = 'subject' | 'resource' | 'action';

export interface SearchRequest {
  readonly kind: SearchKind;
  /** The type of the entities searched for; undefined for actions. */
  readonly type: string | undefined;
  /** The request that each candidate is judged by. */
  readonly requestFor: (candidate: string) => DecisionRequest;
  /** Everything the search is about, without the entity searched for and without the page. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly page: PageRequest;
}

export interface PageRequest {
  readonly token: string | undefined;
  readonly limit: number | undefined;
}

const ANY = 'any';

/**
 * Reads a search: an evaluation without the id of the entity searched for, or without the action. Throws BadRequest,
 * naming the member that is missing or wrong. Source: AuthZEN Authorization API 1.0, sections 8.4.1, 8.5.1 and 8.6.1.
 */
export function readSearchRequest(kind: SearchKind, body: unknown): SearchRequest {
  const asked = readEvaluationRequest(withAny(kind, body));
  const page = readPage((body as Record<string, unknown>).page);
  const { subject, action, resource } = asked;
  switch (kind) {
    case 'subject': {
      const { id: _, ...given } = subject;
      return {
        kind,
        type: subject.type,
        requestFor: (id) => ({ ...asked, subject: { ...subject, id } }),
        about: { ...asked, subject: given },
        page,
      };
    }
    case 'resource': {
      const { id: _, ...given } = resource;
      return {
        kind,
        type: resource.type,
        requestFor: (id) => ({ ...asked, resource: { ...resource, id } }),
        about: { ...asked, resource: given },
        page,
      };
    }
    case 'action': {
      const { action: _, ...about } = asked;
      return {
        kind,
        type: undefined,
        requestFor: (name) => ({ ...asked, action: { ...action, name } }),
        about,
        page,
      };
    }
  }
}

/** The body as an evaluation, whatever it says in the place of what is searched for. */
function withAny(kind: SearchKind, body: unknown): unknown {
  if (!isObject(body)) return body;
  if (kind === 'action') return { ...body, action: { name: ANY } };
  const entity = body[kind];
  return isObject(entity) ? { ...body, [kind]: { ...entity, id: ANY } } : body;
}

function readPage(value: unknown): PageRequest {
  if (value === undefined) return { token: undefined, limit: undefined };
  if (!isObject(value)) throw new BadRequest('page must be an object');
  const { token, limit, properties } = value;
  if (token !== undefined && typeof token !== 'string') throw new BadRequest('page.token must be a string');
  if (limit !== undefined && !(Number.isSafeInteger(limit) && (limit as number) >= 0)) {
    throw new BadRequest('page.limit must be an integer that is not negative');
  }
  if (properties !== undefined && !isObject(properties)) {
    throw new BadRequest('page.properties must be an object');
  }
  // An empty token is what the last page gave: whoever sends it begins again.
  return { token: token === '' ? undefined : token, limit: limit as number | undefined };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

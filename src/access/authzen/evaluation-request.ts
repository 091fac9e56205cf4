import type { DecisionRequest } from '../../policy/decision.ts';
import { BadRequest } from '../errors.ts';

type Entity = { type: string; id: string; properties?: Record<string, unknown> };
type Action = { name: string; properties?: Record<string, unknown> };

/**
 * The request an evaluation is about, with nothing in it but the members that AuthZEN names; others are ignored.
 * Throws BadRequest, naming the member that is missing or wrong. Source: AuthZEN Authorization API 1.0, section 6.1.
 */
export function readEvaluationRequest(body: unknown): DecisionRequest {
  if (!isObject(body)) throw new BadRequest('the body must be a JSON object');
  const action = readAction(body.action);
  const subject = readEntity(body.subject, 'subject');
  const resource = readEntity(body.resource, 'resource');
  if (body.context === undefined) return { subject, action, resource };
  return { subject, action, resource, context: objectAt(body.context, 'context') };
}

/** @param path what messages call it */
export function readEntity(value: unknown, path: string): Entity {
  const given = objectAt(value, path);
  const entity: Entity = { type: textAt(given.type, `${path}.type`), id: textAt(given.id, `${path}.id`) };
  if (given.properties !== undefined) entity.properties = objectAt(given.properties, `${path}.properties`);
  return entity;
}

export function readAction(value: unknown): Action {
  const given = objectAt(value, 'action');
  const action: Action = { name: textAt(given.name, 'action.name') };
  if (given.properties !== undefined) action.properties = objectAt(given.properties, 'action.properties');
  return action;
}

export function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new BadRequest(value === undefined ? `${path} is missing` : `${path} must be an object`);
}

function textAt(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new BadRequest(
    value === undefined ? `${path} is missing` : `${path} must be a string that is not empty`,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

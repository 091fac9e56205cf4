import type { DecisionRequest } from '../../policy/decision.ts';
import { BadRequest } from '../errors.ts';

type Entity = { type: string; id: string; properties?: Record<string, unknown> };

/**
 * The request an evaluation is about, with nothing in it but the members that AuthZEN names; others are ignored.
 * Throws BadRequest, naming the member that is missing or wrong. Source: AuthZEN Authorization API 1.0, section 6.1.
 */
export function readEvaluationRequest(body: unknown): DecisionRequest {
  if (!isObject(body)) throw new BadRequest('the body must be a JSON object');
  const action = objectAt(body.action, 'action');
  const request: { -readonly [K in keyof DecisionRequest]: DecisionRequest[K] } = {
    subject: readEntity(body.subject, 'subject'),
    action: { name: textAt(action.name, 'action.name') },
    resource: readEntity(body.resource, 'resource'),
  };
  if (action.properties !== undefined) {
    request.action = { ...request.action, properties: objectAt(action.properties, 'action.properties') };
  }
  if (body.context !== undefined) request.context = objectAt(body.context, 'context');
  return request;
}

function readEntity(value: unknown, path: string): Entity {
  const given = objectAt(value, path);
  const entity: Entity = { type: textAt(given.type, `${path}.type`), id: textAt(given.id, `${path}.id`) };
  if (given.properties !== undefined) entity.properties = objectAt(given.properties, `${path}.properties`);
  return entity;
}

function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new BadRequest(value === undefined ? `${path} is missing` : `${path} must be an object`);
}

function textAt(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new BadRequest(
    value === undefined ? `${path} is missing` : `${path} must be a string that is not empty`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

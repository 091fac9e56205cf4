import type { DecisionRequest } from '../../policy/decision.ts';
import type { Batch, BatchEnd, BatchQuestion } from '../deciding/decide-batch.ts';
import { BadRequest, Refusal } from '../errors.ts';
import { isObject, objectAt, readAction, readEntity, readEvaluationRequest } from './evaluation-request.ts';

/** How many evaluations one request may ask for. */
export const MOST_EVALUATIONS = 10_000;

/** What `options.evaluations_semantic` may be. Source: AuthZEN Authorization API 1.0, section 7.1.2.1. */
export const SEMANTICS: ReadonlyMap<string, BatchEnd> = new Map<string, BatchEnd>([
  ['execute_all', undefined],
  ['deny_on_first_deny', 'first_denial'],
  ['permit_on_first_permit', 'first_permit'],
]);

/** Either many evaluations, or the one that a body without `evaluations` asks for. */
export type EvaluationsRequest =
  | { readonly kind: 'one'; readonly request: DecisionRequest }
  | { readonly kind: 'many'; readonly batch: Batch };

/**
 * What a body asks for. What is wrong with a single evaluation among many is that question's error; what is wrong with the
 * whole is thrown: a BadRequest, or a Refusal where there are too many. Source: AuthZEN Authorization API 1.0, section 7.1.
 */
export function readEvaluationsRequest(body: unknown): EvaluationsRequest {
  if (!isObject(body)) throw new BadRequest('the body must be a JSON object');
  const end = readSemantic(body.options);
  const { evaluations = [] } = body;
  if (!Array.isArray(evaluations)) throw new BadRequest('evaluations must be an array');
  if (evaluations.length === 0) return { kind: 'one', request: readEvaluationRequest(body) };
  if (evaluations.length > MOST_EVALUATIONS) {
    const message = `a request may ask for at most ${MOST_EVALUATIONS} evaluations; this one has ${evaluations.length}`;
    throw new Refusal(413, message);
  }
  const read = itemReader(body);
  return {
    kind: 'many',
    batch: { length: evaluations.length, end, question: (index) => read(evaluations[index], index) },
  };
}

function readSemantic(options: unknown): BatchEnd {
  if (options === undefined) return undefined;
  const { evaluations_semantic: semantic = 'execute_all' } = objectAt(options, 'options');
  if (typeof semantic === 'string' && SEMANTICS.has(semantic)) return SEMANTICS.get(semantic);
  throw new BadRequest(`options.evaluations_semantic must be one of ${[...SEMANTICS.keys()].join(', ')}`);
}

/**
 * Reads evaluations by the defaults at the top of the body. An evaluation's own member takes the place of the default
 * as a whole; only the `type`, `id` or `name` that it leaves out is the default's. (Section 7.1.1, and "Batch with default
 * value merging" of the OpenID Foundation's certification scenario.)
 */
function itemReader(defaults: Record<string, unknown>): (item: unknown, index: number) => BatchQuestion {
  // What has no member of its own has the same default as the others, read once.
  const common = new Map<string, unknown>();
  const memberOf = <T>(item: Record<string, unknown>, { name, required, read }: Member<T>): T => {
    const own = item[name];
    if (own !== undefined) return read(completed(own, defaults[name], required));
    if (!common.has(name)) common.set(name, read(defaults[name]));
    return common.get(name) as T;
  };
  return (item, index) => {
    try {
      if (!isObject(item)) throw new BadRequest('it must be an object');
      const action = memberOf(item, ACTION);
      const subject = memberOf(item, SUBJECT);
      const resource = memberOf(item, RESOURCE);
      const context = memberOf(item, CONTEXT);
      if (context?.explain === true) {
        throw new BadRequest('one of many is not explained: ask /access/v1/evaluation about it alone');
      }
      return context === undefined ? { subject, action, resource } : { subject, action, resource, context };
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      return { error: { status: 400, message: `evaluations[${index}]: ${error.message}` } };
    }
  };
}

interface Member<T> {
  readonly name: string;
  /** What the value has to have. */
  readonly required: readonly string[];
  /** Throws BadRequest. */
  readonly read: (value: unknown) => T;
}

const ENTITY = ['type', 'id'] as const;
const ACTION = { name: 'action', required: ['name'], read: readAction };
const SUBJECT = { name: 'subject', required: ENTITY, read: (value: unknown) => readEntity(value, 'subject') };
const RESOURCE = {
  name: 'resource',
  required: ENTITY,
  read: (value: unknown) => readEntity(value, 'resource'),
};
const CONTEXT = {
  name: 'context',
  required: [],
  read: (value: unknown) => (value === undefined ? undefined : objectAt(value, 'context')),
};

function completed(own: unknown, otherwise: unknown, required: readonly string[]): unknown {
  if (!isObject(own) || !isObject(otherwise)) return own;
  const missing = required.filter((name) => own[name] === undefined && otherwise[name] !== undefined);
  if (missing.length === 0) return own;
  return { ...own, ...Object.fromEntries(missing.map((name) => [name, otherwise[name]])) };
}

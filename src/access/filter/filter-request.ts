import type { DeclaredFields } from '../../policy/evaluator/residual/row-fields.ts';
import type { FilterQuestion } from '../../policy/filter/policy-filters.ts';
import {
  COLLATIONS,
  type ColumnMapping,
  MAPPED_TYPES,
  type MappedType,
  type SqlMapping,
} from '../../policy/sql/columns.ts';
import { DIALECTS, type Dialect } from '../../policy/sql/dialect.ts';
import { isObject, objectAt, readAction, readEntity } from '../authzen/evaluation-request.ts';
import { BadRequest } from '../errors.ts';

export interface FilterRequest {
  readonly question: FilterQuestion;
  /** Undefined: no SQL is wanted. */
  readonly dialect: Dialect | undefined;
  readonly mapping: SqlMapping;
  /** The columns of the rows; undefined: every path that the rule reads is one. */
  readonly fields: DeclaredFields | undefined;
  /** A revision token, as in the header `Postern-At-Least-Revision`. */
  readonly atLeastRevision: string | undefined;
}

/** Reads the body of `POST /access/v1/filter`. Throws BadRequest, naming the member that is missing or wrong. */
export function readFilterRequest(body: unknown): FilterRequest {
  if (!isObject(body)) throw new BadRequest('the body must be a JSON object');
  const resource = objectAt(body.resource, 'resource');
  if (typeof resource.type !== 'string' || resource.type === '') {
    throw new BadRequest('resource.type must be a string that is not empty');
  }
  if (resource.properties !== undefined) {
    throw new BadRequest('resource.properties must be left out: they are what a filter is about');
  }
  const question = {
    subject: readEntity(body.subject, 'subject'),
    action: readAction(body.action),
    resource: { type: resource.type },
  };
  const options = body.options === undefined ? {} : objectAt(body.options, 'options');
  const { dialect, mapping, fields, at_least_revision: atLeastRevision } = options;
  if (dialect !== undefined && !isDialect(dialect)) {
    throw new BadRequest(`options.dialect must be one of ${DIALECTS.join(', ')}`);
  }
  if (atLeastRevision !== undefined && typeof atLeastRevision !== 'string') {
    throw new BadRequest('options.at_least_revision must be a string');
  }
  return {
    question:
      body.context === undefined ? question : { ...question, context: objectAt(body.context, 'context') },
    dialect,
    mapping: mapping === undefined ? {} : readMapping(objectAt(mapping, 'options.mapping')),
    fields: fields === undefined ? undefined : readFields(objectAt(fields, 'options.fields')),
    atLeastRevision,
  };
}

function isDialect(value: unknown): value is Dialect {
  return DIALECTS.some((dialect) => dialect === value);
}

const FIELD_TYPES = ['string', 'number', 'boolean', 'array', 'any'] as const;

function readFields(given: Record<string, unknown>): DeclaredFields {
  return new Map(
    Object.entries(given).map(([field, named]) => {
      const type = FIELD_TYPES.find((known) => known === named);
      if (type === undefined) {
        throw new BadRequest(`options.fields["${field}"] must be one of ${FIELD_TYPES.join(', ')}`);
      }
      return [field, type];
    }),
  );
}

function readMapping(given: Record<string, unknown>): SqlMapping {
  const columns = Object.entries(given).map(([field, column]) => [
    field,
    typeof column === 'string' ? column : readColumn(column, `options.mapping["${field}"]`),
  ]);
  return Object.fromEntries(columns);
}

function readColumn(value: unknown, path: string): ColumnMapping {
  if (!isObject(value)) throw new BadRequest(`${path} must be the name of a column, or an object`);
  const { column, type, nullable, json, collation } = value;
  if (typeof column !== 'string' && !isTexts(column)) {
    throw new BadRequest(`${path}.column must be a name or an array of names`);
  }
  if (type !== undefined && !MAPPED_TYPES.some((known) => known === type)) {
    throw new BadRequest(`${path}.type must be one of ${MAPPED_TYPES.join(', ')}`);
  }
  if (nullable !== undefined && typeof nullable !== 'boolean') {
    throw new BadRequest(`${path}.nullable must be true or false`);
  }
  if (json !== undefined && !isTexts(json)) throw new BadRequest(`${path}.json must be an array of names`);
  const collated = COLLATIONS.find((known) => known === collation);
  if (collation !== undefined && collated === undefined) {
    throw new BadRequest(`${path}.collation must be one of ${COLLATIONS.join(', ')}`);
  }
  return {
    column,
    ...(type === undefined ? {} : { type: type as MappedType }),
    ...(nullable === undefined ? {} : { nullable }),
    ...(json === undefined ? {} : { json }),
    ...(collated === undefined ? {} : { collation: collated }),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

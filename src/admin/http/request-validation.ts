import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { FieldError } from './problem.ts';
import { malformed } from './problems.ts';

/** Longer lists of errors help nobody. */
const ERRORS_SHOWN = 50;
/** Above this many errors per value the second look at everything is not worth its cost. */
const LARGEST_SECOND_LOOK = 10_000;

const formats = { 'date-time': { type: 'string', validate: isDateTime } } as const;
const options = { strict: true, allowUnionTypes: true, useDefaults: false, verbose: true, formats } as const;
/** Stops at the first error: the cost of a hostile value stays bounded. */
const strict = new Ajv(options);
/** Text from a URL is read as the number or boolean it is to be. */
const lenient = new Ajv({ ...options, coerceTypes: true });
/** Names every error of a value that was already refused. */
const thorough = new Ajv({ ...options, allErrors: true });

/** Validates each part of a request against its schema. Nothing in a body is coerced, dropped or filled in. */
export const validateWithAjv: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  if (httpPart !== 'body') {
    const validate = lenient.compile(schema);
    return (value: unknown) =>
      validate(value) ? { value } : refusal(httpPart ?? 'request', validate.errors ?? []);
  }
  const validate = strict.compile(schema);
  let validateAll: ValidateFunction | undefined;
  return (value: unknown) => {
    if (validate(value)) return { value };
    if (JSON.stringify(value).length > LARGEST_SECOND_LOOK) return refusal(httpPart, validate.errors ?? []);
    validateAll ??= thorough.compile(schema);
    validateAll(value);
    return refusal(httpPart, validateAll.errors ?? []);
  };
};

/** What parts of a request are called, where it is not as Fastify calls them. */
const PARTS: Readonly<Record<string, string>> = { querystring: 'query', params: 'path' };

function refusal(part: string, errors: readonly ErrorObject[]) {
  const telling = errors.filter((error) => !isEcho(error, errors));
  const fields = telling.slice(0, ERRORS_SHOWN).map((error) => fieldError(part, error));
  const first = fields[0];
  const where = PARTS[part] ?? part;
  const detail =
    first === undefined ? `The ${where} is invalid.` : `In the ${where}: ${first.field} ${first.message}.`;
  return { error: malformed(detail, fields) };
}

function fieldError(part: string, error: ErrorObject): FieldError {
  const named: unknown = error.params.missingProperty ?? error.params.additionalProperty;
  const pointer =
    named === undefined ? error.instancePath : `${error.instancePath}/${escapePart(String(named))}`;
  const field = pointer.slice(1).split('/').map(unescapePart).join('.');
  const body = part === 'body';
  return {
    field: field === '' ? part : field,
    ...(body ? { pointer: `#${pointer}` } : {}),
    message: message(error),
  };
}

function message(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return 'is not a field of this request';
    case 'required':
      return 'is required';
    case 'enum':
      return `must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
    case 'pattern':
      return patternMessage(error);
    case 'format':
      return 'must be a date and time such as 2030-01-31T12:00:00Z, from 1970 to 2199';
    default:
      return error.message ?? 'is invalid';
  }
}

/** What a value that may also be null is told besides: that it is not null, and that no form fits. */
function isEcho({ keyword, instancePath, params }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null')) return false;
  return errors.some(
    (other) =>
      other.instancePath.startsWith(instancePath) &&
      other.keyword !== 'anyOf' &&
      !(other.keyword === 'type' && other.params.type === 'null'),
  );
}

/** Says what is expected by an example, where the schema has one: few people read regular expressions. */
function patternMessage({ message = 'is invalid', parentSchema }: ErrorObject): string {
  const examples: unknown = parentSchema?.examples;
  const [example]: unknown[] = Array.isArray(examples) ? examples : [];
  return example === undefined ? message : `is not of the expected form, such as ${JSON.stringify(example)}`;
}

function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePart(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** RFC 3339, section 5.6, within the years that the database takes. */
function isDateTime(text: string): boolean {
  const match =
    /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/.exec(
      text,
    );
  if (match === null) return false;
  const day = new Date(`${match[1]}T00:00:00Z`);
  const moment = new Date(text).getTime();
  return (
    !Number.isNaN(day.getTime()) &&
    day.toISOString().slice(0, 10) === match[1] &&
    moment >= 0 &&
    moment < Date.UTC(2200, 0, 1)
  );
}

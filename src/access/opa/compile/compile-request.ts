import type { IncomingHttpHeaders } from 'node:http';
import { COLUMN_TYPES, type FieldType } from '../../../policy/conditions/assume-types.ts';
import { isObject, objectAt } from '../../authzen/evaluation-request.ts';
import { BadRequest } from '../../errors.ts';
import { parseBody } from '../request-input.ts';
import { readAccept, readTargets, type Target } from './targets.ts';
import { type InputPath, readUnknown } from './unknowns.ts';

/** A question to the compile API. Source: `CompileFiltersRequestV1` of OPA. */
export interface CompileRequest {
  readonly targets: readonly Target[];
  /** Whether the answer has a member for each target. */
  readonly multi: boolean;
  readonly input: Readonly<Record<string, unknown>>;
  /** Undefined: what the policy's annotations say. */
  readonly unknowns: readonly InputPath[] | undefined;
  readonly mappings: Readonly<Record<string, unknown>>;
  /** As given: a reference below `data`, or the name of a rule in the package that is asked. */
  readonly maskRule: string | undefined;
  /** Not OPA's: whether comparing with NULL means what it means to OPA. Undefined: as the server is set. */
  readonly opaCompat: boolean | undefined;
  /** Not OPA's: what columns hold, by `table.column` of the policy. */
  readonly columnTypes: ReadonlyMap<string, { readonly type: FieldType }>;
}

/** Throws BadRequest, naming what is wrong. */
export function readCompileRequest(body: Buffer | undefined, headers: IncomingHttpHeaders): CompileRequest {
  const given = parseBody(body, headers) ?? {};
  if (!isObject(given)) throw new BadRequest('the body must be an object');
  const options = objectAt(given.options ?? {}, 'options');
  const accepted = readAccept(headers.accept);
  const { maskRule, opaCompat } = options;
  if (maskRule !== undefined && typeof maskRule !== 'string')
    throw new BadRequest('options.maskRule must be the name of a rule');
  if (opaCompat !== undefined && typeof opaCompat !== 'boolean')
    throw new BadRequest('options.opaCompat must be true or false');
  return {
    targets: accepted === 'multi' ? readTargets(options.targetDialects) : [accepted],
    multi: accepted === 'multi',
    input: objectAt(given.input ?? {}, 'input'),
    unknowns: readUnknowns(given.unknowns ?? undefined),
    mappings: objectAt(options.targetSQLTableMappings ?? {}, 'options.targetSQLTableMappings'),
    maskRule: maskRule === '' ? undefined : maskRule,
    opaCompat,
    columnTypes: readColumnTypes(objectAt(options.columnTypes ?? {}, 'options.columnTypes')),
  };
}

/** None at all are as if there were no such member, as in OPA. */
function readUnknowns(given: unknown): readonly InputPath[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given))
    throw new BadRequest('unknowns must be an array of references such as input.fruits');
  const unknowns = given.map((text: unknown) => {
    const path = typeof text === 'string' ? reading(text) : undefined;
    if (path === undefined) {
      throw new BadRequest(
        `error(s) occurred while parsing unknowns: expected references such as input.fruits, not ${JSON.stringify(text)}`,
      );
    }
    return path;
  });
  return unknowns.length === 0 ? undefined : unknowns;
}

function reading(text: string): InputPath | undefined {
  try {
    return readUnknown(text);
  } catch (error) {
    throw new BadRequest((error as Error).message);
  }
}

function readColumnTypes(given: Readonly<Record<string, unknown>>): Map<string, { type: FieldType }> {
  return new Map(
    Object.entries(given).map(([field, named]) => {
      const type = COLUMN_TYPES.find((known) => known === named);
      if (type === undefined) {
        throw new BadRequest(`options.columnTypes["${field}"] must be one of ${COLUMN_TYPES.join(', ')}`);
      }
      return [field, { type }];
    }),
  );
}

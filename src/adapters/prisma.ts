/** `postern/prisma`: filters as `where` objects of Prisma. Nothing of Prisma itself is needed. */
import { type Condition, type Field, fieldName, type Scalar } from '../policy/conditions/condition.ts';
import { ConditionTable } from '../policy/conditions/condition-table.ts';
import { typeOf } from '../policy/conditions/order-scalars.ts';
import { readUcast } from '../policy/conditions/ucast.ts';
import type { FilterAnswer } from './filter-answer.ts';

export interface PrismaOptions {
  /** The `provider` of the data source. */
  readonly provider: 'postgresql' | 'cockroachdb' | 'sqlite' | 'mysql' | 'mariadb' | 'sqlserver';
  /** Field names and the model's fields; a field that is not named is the model's field of its last part. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** The model's fields that are required, by their names there: Prisma does not take `null` for them. */
  readonly required?: readonly string[];
}

/** A `where` object; assign it to the model's own type. */
export type PrismaWhere = { readonly [member: string]: unknown };

/** Thrown where Prisma has no exact words for a condition. */
export class PrismaError extends Error {
  override readonly name = 'PrismaError';
}

/**
 * The rows that a filter's answer admits, for `where`. Prisma compares text by the database's collation, and matches
 * parts of it with wildcards, so what depends on either is a PrismaError; `postern/kysely` or SQL can say it.
 */
export function toPrisma(answer: FilterAnswer, options: PrismaOptions): PrismaWhere {
  if (answer.kind !== 'conditional') return answer.kind === 'always' ? {} : { OR: [] };
  return write(readUcast(answer.condition, new ConditionTable()), true, options);
}

const OPPOSITE = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const;
/** Whose text compares byte by byte unless told otherwise. */
const EXACT_TEXT = new Set(['postgresql', 'cockroachdb', 'sqlite']);

function write(condition: Condition, positive: boolean, options: PrismaOptions): PrismaWhere {
  switch (condition.kind) {
    case 'always':
      return positive ? {} : { OR: [] };
    case 'never':
      return positive ? { OR: [] } : {};
    case 'not':
      return write(condition.part, !positive, options);
    case 'and':
    case 'or': {
      const member = (condition.kind === 'and') === positive ? 'AND' : 'OR';
      return { [member]: condition.parts.map((part) => write(part, positive, options)) };
    }
    case 'in':
      return writeList(condition.field, condition.values, positive, options);
    case 'compare': {
      const name = nameOf(condition.field, options);
      const type = typeOf(condition.value);
      if (type !== 'number')
        throw new PrismaError(
          `${name} is ordered against a ${type}, which Prisma does by the database's own order`,
        );
      const operator = positive ? condition.operator : OPPOSITE[condition.operator];
      const test = { [name]: { [operator]: condition.value } };
      const belowNull = operator === 'lt' || operator === 'lte';
      return belowNull && isOptional(name, options) ? { OR: [test, { [name]: null }] } : test;
    }
    case 'has':
      return writeHas(condition.field, condition.values, positive, options);
    case 'text':
      throw new PrismaError(
        `${fieldName(condition.field)} is matched by a part of its text, which Prisma does with wildcards and by the database's collation`,
      );
    case 'fields':
      throw new PrismaError(
        `${fieldName(condition.left)} is compared with ${fieldName(condition.right)}, which needs Prisma's client`,
      );
  }
}

function writeList(
  field: Field,
  all: readonly Scalar[],
  positive: boolean,
  options: PrismaOptions,
): PrismaWhere {
  const name = nameOf(field, options);
  const values = all.filter((value) => value !== null);
  const withNull = values.length < all.length;
  if (!EXACT_TEXT.has(options.provider) && values.some((value) => typeof value === 'string')) {
    throw new PrismaError(`${name} is compared with text, which ${options.provider} does by collation`);
  }
  const optional = isOptional(name, options);
  const isNull = { [name]: null };
  const isNotNull = { [name]: { not: null } };
  if (values.length === 0) {
    if (positive) return optional ? isNull : { OR: [] };
    return optional ? isNotNull : {};
  }
  if (positive) {
    const test = { [name]: { in: values } };
    return withNull && optional ? { OR: [test, isNull] } : test;
  }
  const test = { [name]: { notIn: values } };
  if (!optional) return test;
  return withNull ? { AND: [test, isNotNull] } : { OR: [test, isNull] };
}

function writeHas(
  field: Field,
  values: readonly Scalar[],
  positive: boolean,
  options: PrismaOptions,
): PrismaWhere {
  const name = nameOf(field, options);
  if (options.provider !== 'postgresql' && options.provider !== 'cockroachdb') {
    throw new PrismaError(`${name} is searched as a list, which ${options.provider} has none of`);
  }
  if (values.includes(null)) throw new PrismaError(`${name} is searched for null, which Prisma can't say`);
  const test = { [name]: { hasSome: values } };
  if (positive) return test;
  if (isOptional(name, options)) {
    throw new PrismaError(
      `${name} may be null, which Prisma can't say of a list: name it in \`required\` if it can't be`,
    );
  }
  return { NOT: test };
}

function isOptional(name: string, { required = [] }: PrismaOptions): boolean {
  return !required.includes(name);
}

function nameOf(field: Field, { mapping = {} }: PrismaOptions): string {
  const full = fieldName(field);
  const name = Object.hasOwn(mapping, full) ? mapping[full] : field.at(-1);
  if (name === undefined || !/^[A-Za-z]\w*$/.test(name)) {
    throw new PrismaError(`${full} has no field of the model; name one in \`mapping\``);
  }
  return name;
}

import type { Scalar } from '../conditions/condition.ts';
import { typeOf } from '../conditions/order-scalars.ts';
import { type Column, SqlError } from './columns.ts';
import { type Bind, ORDER_SIGNS, type TypedByValue } from './dialect.ts';

/** The types of JSON below each in Rego's order; `null` stands for what is not there, too. */
const BELOW = {
  boolean: ['null'],
  number: ['null', 'boolean'],
  string: ['null', 'boolean', 'number'],
} as const;
const ABOVE = {
  boolean: ['number', 'string', 'array', 'object'],
  number: ['string', 'array', 'object'],
  string: ['array', 'object'],
} as const;

/** A value inside a `json` or `jsonb` column, by its path. A missing value is null. */
export function jsonColumn(column: Column, path: readonly string[]): TypedByValue {
  const value = (bind: Bind) => `coalesce(${column.text}::jsonb #> ${bind(path)}::text[], 'null'::jsonb)`;
  const unquoted = (json: string) => `(${json} #>> '{}')`;
  return {
    oneOf: (values, bind) => `${value(bind)} = ANY (${bind(storable(values).map(toJson))}::jsonb[])`,

    order(operator, bound, bind) {
      if (typeof bound === 'string' && bound.includes('\0')) throw unstorable(column);
      const type = typeOf(bound) as keyof typeof BELOW;
      const list = (types: readonly string[]) => types.map((one) => `'${one}'`).join(', ');
      const json = value(bind);
      const [first, second] = operator.startsWith('l') ? ['true', 'false'] : ['false', 'true'];
      const own = `${compared(type, unquoted(json))} ${ORDER_SIGNS[operator]} ${cast(type, bind(String(bound)))}`;
      return (
        `CASE WHEN jsonb_typeof(${json}) IN (${list(BELOW[type])}) THEN ${first} ` +
        `WHEN jsonb_typeof(${json}) IN (${list(ABOVE[type])}) THEN ${second} ELSE ${own} END`
      );
    },

    text(operator, part, bind) {
      if (part.includes('\0')) return '1 = 0';
      const json = value(bind);
      const text = `${unquoted(json)} COLLATE "C"`;
      const given = `${bind(part)}::text`;
      const test = {
        startswith: `starts_with(${text}, ${given})`,
        endswith: `right(${text}, char_length(${given})) = ${given}`,
        contains: `strpos(${text}, ${given}) > 0`,
      }[operator];
      return `CASE WHEN jsonb_typeof(${json}) = 'string' THEN ${test} ELSE false END`;
    },

    has(values, bind) {
      const json = value(bind);
      return (
        `CASE WHEN jsonb_typeof(${json}) = 'array' THEN EXISTS (SELECT FROM jsonb_array_elements(${json}) AS e (item) ` +
        `WHERE e.item = ANY (${bind(storable(values).map(toJson))}::jsonb[])) ELSE false END`
      );
    },
  };
}

/** What is said where an order by such a text is asked for, which no list can leave out. */
export function unstorable(column: Column): SqlError {
  return new SqlError(`${column.field} is compared with a text that holds a NUL, which PostgreSQL can't say`);
}

/** No text of PostgreSQL holds a NUL, so none equals one that does. */
export function storable(values: readonly Scalar[]): readonly Scalar[] {
  return values.filter((value) => typeof value !== 'string' || !value.includes('\0'));
}

function toJson(value: Scalar): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function compared(type: keyof typeof BELOW, text: string): string {
  return type === 'string' ? `${text} COLLATE "C"` : cast(type, text);
}

function cast(type: keyof typeof BELOW, text: string): string {
  return type === 'string' ? text : `${text}::${type === 'number' ? 'numeric' : 'boolean'}`;
}

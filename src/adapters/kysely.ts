/** `postern/kysely`: filters as expressions of Kysely, a peer dependency. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { ConditionTable } from '../policy/conditions/condition-table.ts';
import { readUcast } from '../policy/conditions/ucast.ts';
import type { SqlMapping } from '../policy/sql/columns.ts';
import type { Dialect } from '../policy/sql/dialect.ts';
import { writeSqlTemplate } from '../policy/sql/write-sql.ts';
import type { FilterAnswer } from './filter-answer.ts';

export interface KyselyOptions {
  readonly dialect: Dialect;
  /** Field names and their columns; a field that is not named is in the column of its last part. */
  readonly mapping?: SqlMapping;
}

/**
 * The rows that a filter's answer admits, for `where`. Values are bound parameters. Throws a SqlError where the dialect
 * has no exact words for the condition, and a UcastError for an answer that is none.
 *
 * ```ts
 * db.selectFrom('assets').selectAll().where(toKysely(answer, { dialect: 'postgresql' }))
 * ```
 */
export function toKysely(answer: FilterAnswer, options: KyselyOptions): Expression<SqlBool> {
  if (answer.kind !== 'conditional')
    return answer.kind === 'always' ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`;
  const table = new ConditionTable();
  const { texts, values } = writeSqlTemplate(readUcast(answer.condition, table), table, options);
  const pieces = texts.flatMap((text, n): RawBuilder<unknown>[] =>
    n === 0 ? [sql.raw(text)] : [sql`${sql.val(values[n - 1])}`, sql.raw(text)],
  );
  return sql<SqlBool>`${sql.join(pieces, sql``)}`;
}

import { runInThisContext } from 'node:vm';
import { type Row, type RowField, valueAt } from '../../src/check/row-shape.ts';
import { type CheckQuestion, runCheck } from '../../src/check/run-check.ts';
import type { FilterOf, RowDatabase } from '../../src/check/voices/filter-voices.ts';
import type { Voice } from '../../src/check/voices/voice.ts';
import type { DataDocument } from '../../src/data/data-document.ts';
import type { PolicyBundle } from '../../src/policy/bundle.ts';
import type { DeclaredFields } from '../../src/policy/evaluator/residual/row-fields.ts';
import type { PolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import type { SqlMapping } from '../../src/policy/sql/columns.ts';
import type { Sql, SqlOptions } from '../../src/policy/sql/write-sql.ts';
import { ANYTHING } from './databases.ts';
import type { FilterCode } from './filter-code.ts';
import { type Form, rowsOfRule } from './forms.ts';

/** A compiled policy and data, and a voice that is right about it. */
export interface GatePolicy {
  readonly bundle: PolicyBundle;
  readonly document: DataDocument;
  readonly now: bigint;
  readonly texts: readonly string[];
  /** What is right of each row, where filters of the rule are asked for in some form. */
  oracle(rule: string, form: Form): Voice;
}

/** A rule whose filters are compared with its checks. */
export interface GateCase {
  readonly policy: GatePolicy;
  readonly rule: string;
  /** How its filters are asked for; mostly for the rows of which the rule is true. */
  readonly form?: Form;
  readonly fields: readonly RowField[];
  readonly questions: readonly CheckQuestion[];
  /** Voices that can't judge it. */
  readonly without?: ReadonlySet<string>;
  /** The databases that can, where those are few. */
  readonly only?: ReadonlySet<string>;
  /** The rows that are asked about, where they are not drawn for the filter at hand. */
  readonly rows?: readonly Row[];
  /** How SQL is asked for, where that is not as the gate does; what it selects is compared with nothing in memory. */
  readonly options?: WritingOptions;
}

/** Ways to ask for SQL that only some users of the writer have. */
export interface WritingOptions extends Pick<SqlOptions, 'nulls' | 'quoting'> {
  /** Makes the mapping of another one. */
  readonly mapping?: (mapping: SqlMapping) => SqlMapping;
}

/** What filter code makes of a question: the same text wherever it makes the same. */
export type Outcome = ReadonlyMap<string, string>;

/** One piece of filter code, asked for the filters of cases. */
export class Gate {
  readonly #code: FilterCode;
  readonly #databases: readonly RowDatabase[];
  readonly #filters = new Map<GatePolicy, PolicyFilters>();
  readonly #filterOf = new Map<GateCase, { readonly plain: FilterOf; readonly declared: FilterOf }>();

  constructor(code: FilterCode, databases: readonly RowDatabase[]) {
    this.#code = code;
    this.#databases = databases;
  }

  /** What becomes of each question of a case: conditions and, of these voices, what they make of them. */
  outcomes(each: GateCase, heard: (voice: string) => boolean): Outcome[] {
    const outcomes = each.questions.map((): Outcome => new Map());
    try {
      inTime(() => {
        for (const [n, question] of each.questions.entries())
          this.#note(each, question, heard, outcomes[n] as Map<string, string>);
      });
    } catch (error) {
      for (const outcome of outcomes as Map<string, string>[]) outcome.set('condition', `!${String(error)}`);
    }
    return outcomes;
  }

  #note(
    each: GateCase,
    { question }: CheckQuestion,
    heard: (voice: string) => boolean,
    outcome: Map<string, string>,
  ): void {
    const code = this.#code;
    const note = (name: string, make: () => unknown) => outcome.set(name, attempt(make));
    const { plain: filterOf, declared } = this.filtersOf(each);
    note('condition', () => filterOf(question).condition);
    note('declared', () => declared(question).condition);
    if (outcome.get('condition')?.startsWith('!')) return;
    const { condition, table } = filterOf(question);
    if (heard('ucast')) note('ucast', () => this.#throughUcast(filterOf)(question).condition);
    for (const database of this.#databases.filter(({ name }) => heard(name) && !isWithout(each, name))) {
      const options = this.#optionsOf(each, database);
      note(database.name, () => code.writeSql(condition, table, options));
      if (database.columnOf !== undefined) continue;
      note(`${database.name}, literals`, () =>
        code.withLiterals(code.writeSqlTemplate(condition, table, options), database.dialect),
      );
    }
  }

  /** What the gate has against the filter of a question; undefined where it has nothing. Only these voices are heard. */
  async objection(
    each: GateCase,
    question: CheckQuestion,
    heard: (voice: string) => boolean,
    onRows: (rows: readonly Row[]) => void = () => {},
  ): Promise<string | undefined> {
    const { policy, rule, fields, form = rowsOfRule } = each;
    const oracle = policy.oracle(rule, form);
    const told: Voice = {
      ...oracle,
      admits(asked, rows) {
        onRows(rows);
        return oracle.admits(asked, rows);
      },
    };
    const voices = [told, ...this.voices(each).filter(({ name }) => heard(name) && !isWithout(each, name))];
    if (each.rows !== undefined) return objectionAmong(voices, question, each.rows);
    const { texts } = policy;
    const { plan } = policy.bundle;
    const filterOf = this.filtersOf(each).plain;
    try {
      const options = {
        plan,
        rule,
        questions: [question],
        fields,
        voices,
        filterOf,
        texts,
        seed: 5,
        enough: 1,
      };
      const [found] = (await runCheck(options)).disagreements;
      return found?.verdicts.map(({ voice, admits }) => `${admits ? '+' : '-'}${voice}`).join(', ');
    } catch (error) {
      return `error: ${(error as Error).message}`;
    }
  }

  /** What the voices in memory say of rows. */
  async inMemory(each: GateCase, { question }: CheckQuestion, rows: readonly Row[]): Promise<string> {
    const voices = this.voices(each).filter(({ name }) => IN_MEMORY.has(name));
    const answers = await Promise.all(voices.map((voice) => voice.admits(question, rows)));
    return JSON.stringify(answers);
  }

  /** Everything that says which rows a filter admits, by the names that outcomes have. */
  voices(each: GateCase): Voice[] {
    const { conditionVoice, databaseVoice } = this.#code;
    const { fields } = each;
    const { plain: filterOf, declared } = this.filtersOf(each);
    if (each.options !== undefined) {
      return this.#databases.flatMap((database) => [
        this.#writtenVoice(each, database, filterOf, database.name),
        ...(database.columnOf === undefined ? [this.#literalVoice(each, database, filterOf)] : []),
      ]);
    }
    return [
      conditionVoice(filterOf, 'condition'),
      conditionVoice(declared, 'declared'),
      this.#ucastVoice(filterOf),
      ...this.#databases.map((database) => databaseVoice(database, fields, filterOf, () => undefined)),
      ...this.#databases
        .filter(({ columnOf }) => columnOf === undefined)
        .map((database) => this.#literalVoice(each, database, filterOf)),
    ];
  }

  close(): void {
    for (const each of this.#filters.values()) each.close();
  }

  #policyFilters(policy: GatePolicy): PolicyFilters {
    const known = this.#filters.get(policy);
    const filters = known ?? this.#code.createPolicyFilters(policy.bundle, policy.document, () => policy.now);
    this.#filters.set(policy, filters);
    return filters;
  }

  /** The filters of a case, without its columns and with them. */
  filtersOf(each: GateCase): { readonly plain: FilterOf; readonly declared: FilterOf } {
    const known = this.#filterOf.get(each);
    if (known !== undefined) return known;
    const { policy, rule, form = rowsOfRule } = each;
    const columns = new Map(each.fields.map(({ path, kind }) => [path.join('.'), kind]));
    const asking = (fields?: DeclaredFields) =>
      this.#code.remembered((question) =>
        form.ask({
          code: this.#code,
          policy,
          filters: this.#policyFilters(policy),
          rule,
          question,
          fields,
        }),
      );
    const filters = { plain: asking(), declared: asking(columns) };
    this.#filterOf.set(each, filters);
    return filters;
  }

  #throughUcast(filterOf: FilterOf): FilterOf {
    const { writeUcast, readUcast, ConditionTable } = this.#code;
    return (question) => {
      const filter = filterOf(question);
      if (filter.condition.kind === 'always' || filter.condition.kind === 'never') return filter;
      const table = new ConditionTable();
      return { condition: readUcast(JSON.parse(JSON.stringify(writeUcast(filter.condition))), table), table };
    };
  }

  #optionsOf({ fields, options = {} }: GateCase, database: RowDatabase): SqlOptions {
    const { mapping = (plain: SqlMapping) => plain, ...others } = options;
    const plain = this.#code.mappingFor(database, fields);
    return { dialect: database.dialect, mapping: mapping(plain), ...others };
  }

  /** A database that is given the values in the text. */
  #literalVoice(each: GateCase, database: RowDatabase, filterOf: FilterOf): Voice {
    const { withLiterals, writeSqlTemplate } = this.#code;
    return this.#writtenVoice(each, database, filterOf, `${database.name}, literals`, (...of) => ({
      text: withLiterals(writeSqlTemplate(...of), database.dialect),
      values: [],
    }));
  }

  /** A database that is given what is written in the way that the case asks for. */
  #writtenVoice(
    each: GateCase,
    database: RowDatabase,
    filterOf: FilterOf,
    name: string,
    write: FilterCode['writeSql'] = this.#code.writeSql,
  ): Voice {
    const { fields } = each;
    const options = this.#optionsOf(each, database);
    return {
      name,
      async admits(question, rows) {
        const { condition, table } = filterOf(question);
        let where: Sql;
        try {
          where = write(condition, table, options);
        } catch {
          // That is told by what becomes of the question.
          return undefined;
        }
        const values = rows.map((row) => fields.map(({ path }) => valueAt(row, path) ?? null));
        const selected = new Set(await database.select(fields, values, where));
        return rows.map((_, n) => selected.has(n));
      },
      async close() {},
    };
  }

  #ucastVoice(filterOf: FilterOf): Voice {
    const through = this.#throughUcast(filterOf);
    const voice = this.#code.conditionVoice(through);
    return {
      ...voice,
      name: 'ucast',
      async admits(question, rows) {
        try {
          return await voice.admits(question, rows);
        } catch (error) {
          // JSON has no words for large integers.
          if (error instanceof RangeError && /beyond the integers/.test(error.message)) return undefined;
          throw error;
        }
      },
    };
  }
}

/** Voices that read conditions without a database. */
export const IN_MEMORY: ReadonlySet<string> = new Set(['condition', 'declared', 'ucast']);

const MOST_MS = 10_000;

/** Runs it, unless it takes so long that it must have lost its way. */
export function inTime<T>(work: () => T): T {
  const shared = globalThis as { mutantWork?: () => T };
  shared.mutantWork = work;
  return runInThisContext('mutantWork()', { timeout: MOST_MS }) as T;
}

/** Those that are left out, with the voice that writes their literals. */
function isWithout({ without, only }: GateCase, name: string): boolean {
  const own = name.replace(/, literals$/, '');
  if (without?.has(own) === true || IN_MEMORY.has(own)) return without?.has(own) === true;
  return only === undefined ? own === ANYTHING : !only.has(own);
}

/** The first row of which a voice says something else than the first voice. */
async function objectionAmong(
  voices: readonly Voice[],
  { question }: CheckQuestion,
  rows: readonly Row[],
): Promise<string | undefined> {
  let right: readonly boolean[] = [];
  for (const [n, voice] of voices.entries()) {
    try {
      const answers = await voice.admits(question, rows);
      if (n === 0) right = answers ?? [];
      const wrong = answers?.findIndex((answer, row) => answer !== right[row]) ?? -1;
      if (wrong >= 0) return `${voice.name} is wrong about ${JSON.stringify(rows[wrong]?.properties)}`;
    } catch (error) {
      return `error: ${voice.name}: ${(error as Error).message}`;
    }
  }
  return undefined;
}

function attempt(make: () => unknown): string {
  try {
    return (
      JSON.stringify(make(), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ??
      'undefined'
    );
  } catch (error) {
    const { name, message } = error as Error;
    return `!${name}: ${message}`;
  }
}

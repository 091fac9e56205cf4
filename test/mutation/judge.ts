import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../src/check/row-shape.ts';
import type { RowDatabase } from '../../src/check/voices/filter-voices.ts';
import { packageRoot } from '../../src/package-root.ts';
import { FILTER_CODE, type FilterCode } from './filter-code.ts';
import { Gate, type GateCase, IN_MEMORY, type Outcome } from './gate.ts';
import { MARK, marked, siteKey } from './instrument.ts';
import { ModuleLoader } from './module-loader.ts';
import { type Mutant, mutated } from './mutant.ts';
import { failedProbe } from './probes.ts';

/** What the gate says of a mutant. */
export interface Verdict {
  readonly outcome: 'caught' | 'survived';
  /** The rule that told, and how; of a survivor, how far it was looked at. */
  readonly because: string;
}

interface Asked {
  readonly rows: readonly Row[];
  readonly answers: string;
}

const NOTHING_ASKED: Asked = { rows: [], answers: '' };

/** What the conditions of an evaluator pass through before a database is asked. */
const WRITING = [
  'src/policy/sql/write-sql.ts',
  'src/policy/sql/literals.ts',
  'src/policy/conditions/condition-table.ts',
  'src/policy/conditions/ucast.ts',
] as const;
/** So many times the rows are drawn for a filter that is another one than the right code makes. */
const MORE_ROWS = 4;
const EVALUATION = 'src/policy/conditions/evaluate-condition.ts';

/** Judges mutants by the gate: what differs from what the right code makes is asked of every voice. */
export class MutantJudge {
  readonly #loader: ModuleLoader;
  readonly #cases: readonly GateCase[];
  readonly #databases: readonly RowDatabase[];
  readonly #right = new Map<GateCase, readonly Outcome[]>();
  /** By case, what the voices in memory said of rows, question by question. */
  readonly #asked = new Map<GateCase, readonly Asked[]>();
  readonly #reached = new Map<GateCase, ReadonlySet<number>>();
  #atLoad: ReadonlySet<number> = new Set();
  readonly #sites = new Map<string, { readonly site: Mutant['site']; readonly number: number }>();

  private constructor(loader: ModuleLoader, cases: readonly GateCase[], databases: readonly RowDatabase[]) {
    this.#loader = loader;
    this.#cases = cases;
    this.#databases = databases;
  }

  static async of(
    cases: readonly GateCase[],
    databases: readonly RowDatabase[],
    mutants: readonly Mutant[],
  ): Promise<MutantJudge> {
    const judge = new MutantJudge(await ModuleLoader.of(packageRoot, FILTER_CODE), cases, databases);
    await judge.#learn(mutants);
    return judge;
  }

  /**
   * @param most rules that are looked at, of those that come to the place of the mistake
   * @param onProgress is called before each rule
   */
  async judge(mutant: Mutant, most: number, onProgress: () => void = () => {}): Promise<Verdict> {
    const number = this.#sites.get(siteKey(mutant))?.number ?? -1;
    const source = readFileSync(join(packageRoot, mutant.file), 'utf8');
    let code: FilterCode;
    try {
      code = this.#loader.load(new Map([[mutant.file, mutated(source, mutant)]])) as FilterCode;
    } catch (error) {
      return { outcome: 'caught', because: `can't be loaded: ${(error as Error).message}` };
    }
    const failed = failedProbe(code);
    if (failed !== undefined) return { outcome: 'caught', because: failed };
    const always = this.#atLoad.has(number);
    const writes = WRITING.some((file) => file === mutant.file || this.#loader.needs(file, mutant.file));
    const concerned = (voice: string) => writes && isConcerned(mutant.file, voice);
    const evaluates = this.#loader.needs(EVALUATION, mutant.file);
    const gate = new Gate(code, this.#databases);
    let [looked, differing] = [0, 0];
    try {
      const concernedCases = this.#cases.filter(
        (each) => always || this.#reached.get(each)?.has(number) === true,
      );
      for (const each of inOrder(concernedCases, most)) {
        onProgress();
        if (differing > 2 * most) break;
        looked += 1;
        const outcomes = gate.outcomes(each, concerned);
        for (const [n, question] of each.questions.entries()) {
          const right = this.#right.get(each)?.[n] ?? new Map<string, string>();
          const outcome: Outcome = outcomes[n] ?? new Map();
          const lost = [...outcome].find(([name, text]) => isError(text) && isWorse(text, right.get(name)));
          if (lost !== undefined) return { outcome: 'caught', because: `${each.rule}, ${lost.join(': ')}` };
          if (isError(outcome.get('condition'))) continue;
          const otherwise = new Set(
            [...outcome.keys()].filter((name) => outcome.get(name) !== right.get(name)),
          );
          const all = otherwise.has('condition');
          const { rows, answers } = this.#asked.get(each)?.[n] ?? NOTHING_ASKED;
          if (evaluates && !all) {
            const said = await gate.inMemory(each, question, rows).catch(String);
            if (said !== answers)
              return { outcome: 'caught', because: `${each.rule}, of the same condition` };
          }
          if (otherwise.size === 0) continue;
          differing += 1;
          // Rows are drawn for the filter at hand, so that another one is asked about by all: first where that is cheap.
          const near = (voice: string) => IN_MEMORY.has(voice) && (all || otherwise.has(voice));
          const far = (voice: string) => !IN_MEMORY.has(voice) && (all || otherwise.has(voice));
          const objection =
            (await gate.objection(each, { ...question, rows: question.rows * MORE_ROWS }, near)) ??
            (writes ? await gate.objection(each, question, far) : undefined);
          if (objection !== undefined) return { outcome: 'caught', because: `${each.rule}, ${objection}` };
          // What it leaves out shows less on the rows that are drawn for it than on those of the right filter.
          if (all && answers !== '' && (await gate.inMemory(each, question, rows).catch(String)) !== answers)
            return { outcome: 'caught', because: `${each.rule}, on the rows of the right filter` };
        }
      }
    } finally {
      gate.close();
    }
    return { outcome: 'survived', because: `${looked} rules, ${differing} filters written otherwise` };
  }

  /** Takes down what the right code makes of each case, and which sites of mutants it comes to on the way. */
  async #learn(mutants: readonly Mutant[]): Promise<void> {
    for (const mutant of mutants) {
      const key = siteKey(mutant);
      if (!this.#sites.has(key)) this.#sites.set(key, { site: mutant.site, number: this.#sites.size });
    }
    const files = new Set(mutants.map(({ file }) => file));
    const replaced = new Map(
      [...files].map((file) => {
        const own = new Map([...this.#sites].filter(([key]) => key.startsWith(`${file}:`)));
        return [file, marked(readFileSync(join(packageRoot, file), 'utf8'), own)];
      }),
    );
    let reached = new Set<number>();
    const shared = globalThis as unknown as Record<string, unknown>;
    shared[MARK] = (number: number) => reached.add(number);
    const code = this.#loader.load(replaced) as FilterCode;
    this.#atLoad = reached;
    const failed = failedProbe(code);
    if (failed !== undefined) throw new Error(`wrong without a mistake: ${failed}`);
    for (const each of this.#cases) {
      reached = new Set();
      // What is kept between requests is worked out again, so that every case comes to it.
      const gate = new Gate(code, this.#databases);
      const right = gate.outcomes(each, () => true);
      this.#right.set(each, right);
      const answered: Asked[] = each.questions.map(() => NOTHING_ASKED);
      this.#asked.set(each, answered);
      for (const [n, question] of each.questions.entries()) {
        if (isError(right[n]?.get('condition'))) continue;
        let asked: readonly Row[] = [];
        const heard = (voice: string) => IN_MEMORY.has(voice);
        const objection = await gate.objection(each, question, heard, (rows) => {
          asked = rows;
        });
        answered[n] = { rows: asked, answers: await gate.inMemory(each, question, asked) };
        if (objection !== undefined) throw new Error(`${each.rule} is wrong without a mistake: ${objection}`);
      }
      gate.close();
      this.#reached.set(each, reached);
    }
    delete shared[MARK];
  }
}

/** Formulas first, which cost little and tell most; then so many of the rules, from all over them. */
function inOrder(cases: readonly GateCase[], most: number): readonly GateCase[] {
  const formulas = cases.filter(({ rows }) => rows !== undefined);
  const rules = cases.filter(({ rows }) => rows === undefined);
  if (rules.length <= most) return [...formulas, ...rules];
  const some = Array.from(
    { length: most },
    (_, n) => rules[Math.floor((n * rules.length) / most)] as GateCase,
  );
  return [...formulas, ...some];
}

/** Whether a file has a say in what a voice makes of a condition. */
function isConcerned(file: string, voice: string): boolean {
  if (file.endsWith('/ucast.ts')) return voice === 'ucast';
  if (file.endsWith('/sqlite.ts')) return voice.includes('SQLite');
  if (file.endsWith('/mysql.ts')) return voice.includes('MariaDB');
  if (/\/postgresql(-json)?\.ts$/.test(file)) return voice.includes('PostgreSQL');
  return true;
}

/** Whether an error is none that the right code has: a crash is no refusal. */
function isWorse(error: string, right: string | undefined): boolean {
  const kind = (text: string) => text.split(':')[0];
  return !isError(right) || kind(error) !== kind(right ?? '');
}

function isError(outcome: string | undefined): boolean {
  return outcome?.startsWith('!') === true;
}

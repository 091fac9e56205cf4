import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOpa } from '../../policy/build/opa.ts';
import type { DecisionRequest } from '../../policy/decision.ts';
import type { Coverage } from '../coverage.ts';
import type { Judge, Rule } from './judge.ts';

export interface OpaEvalOptions {
  /** The program. */
  readonly opa: string;
  /** Rego files by path. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** The data document as JSON. */
  readonly data: string;
  /** Nanoseconds since the epoch, for `time.now_ns`. */
  readonly now: bigint;
}

interface Asked {
  readonly rule: Rule;
  readonly requests: readonly DecisionRequest[];
  readonly answer: (admitted: readonly boolean[]) => void;
  readonly fail: (error: unknown) => void;
}

/** Requests that one run of the program is given at most, so that its input stays of a reasonable size. */
const MOST_REQUESTS = 50_000;
/** Of what is asked, as much is watched for coverage, which trebles the time: this share, and so many at least. */
const WATCHED = { share: 0.05, least: 40 };

/**
 * OPA's interpreter, which shares neither planner nor compiler with the others. What is asked while the program runs
 * is gathered for its next run.
 */
export class OpaEval implements Judge {
  readonly name = 'opa eval';
  readonly #options: OpaEvalOptions;
  readonly #coverage: Coverage | undefined;
  readonly #waiting: Asked[] = [];
  #folder: Promise<string> | undefined;
  #running = false;

  /** @param coverage is told which statements are reached by some of the requests, until all are */
  constructor(options: OpaEvalOptions, coverage?: Coverage) {
    this.#options = options;
    this.#coverage = coverage;
  }

  admits(rule: Rule, requests: readonly DecisionRequest[]): Promise<readonly boolean[]> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ rule, requests, answer, fail });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#runAll());
    });
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        const admitted = await this.#run(batch);
        for (const [n, { answer }] of batch.entries()) answer(admitted[n] ?? []);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.#running = false;
  }

  #nextBatch(): Asked[] {
    let [count, requests] = [0, 0];
    for (const asked of this.#waiting) {
      requests += asked.requests.length;
      if (count > 0 && requests > MOST_REQUESTS) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  /** The requests of each, the first of them under watch while anything is unreached. */
  async #run(batch: readonly Asked[]): Promise<boolean[][]> {
    if (this.#coverage === undefined || this.#coverage.complete) return this.#evaluate(batch, false);
    const first = batch.map((one) => part(one, 0, watchedOf(one)));
    const rest = batch.map((one) => part(one, watchedOf(one)));
    const watched = await this.#evaluate(first, true);
    const others = await this.#evaluate(rest, false);
    return watched.map((answers, n) => [...answers, ...(others[n] ?? [])]);
  }

  async #evaluate(batch: readonly Asked[], watched: boolean): Promise<boolean[][]> {
    if (batch.every(({ requests }) => requests.length === 0)) return batch.map(() => []);
    this.#folder ??= this.#prepare();
    const folder = await this.#folder;
    await writeFile(join(folder, 'asked.rego'), this.#module(batch));
    await writeFile(join(folder, 'input.json'), JSON.stringify({ asked: batch.map((one) => one.requests) }));
    const printed = await runOpa(this.#options.opa, folder, [
      'eval',
      ...['--data', 'policy', '--data', 'asked.rego', '--data', 'data.json', '--input', 'input.json'],
      ...(watched ? ['--coverage'] : []),
      ...['--format', 'json'],
      'data.postern_check',
    ]);
    const { result, coverage } = JSON.parse(printed) as {
      result: [{ expressions: [{ value: Record<string, number[]> }] }];
      coverage?: { files: Record<string, FileCoverage> };
    };
    if (coverage !== undefined) this.#note(coverage.files);
    return batch.map(({ rule, requests }, n) => {
      const found = new Set(result[0].expressions[0].value[`found_${n}`]);
      return requests.map((_, i) => found.has(i) === (rule.shown === undefined));
    });
  }

  #module(batch: readonly Asked[]): string {
    const rules = batch.map(({ rule }, n) => {
      const value = `data${rule.path
        .split('/')
        .map((name) => `[${JSON.stringify(name)}]`)
        .join('')}`;
      return [
        `found_${n} contains i if {`,
        `  some i, request in input.asked[${n}]`,
        `  ${questionOf(rule, value)} with input as request with time.now_ns as ${this.#options.now}`,
        '}',
      ].join('\n');
    });
    return [
      'package postern_check',
      'holds(value) if value == true',
      'decides(value) if value == true',
      'decides(value) if value.allow == true',
      'masks_in(decision) := decision.masks',
      'hides(masks, shown) if shown.field in masks',
      'hides(masks, shown) if { some field in masks; not field in shown.besides }',
      'hides(masks, _) if { not is_array(masks); not is_set(masks) }',
      ...rules,
      '',
    ].join('\n');
  }

  #note(files: Record<string, FileCoverage>): void {
    for (const [path, { covered = [], not_covered: missed = [] }] of Object.entries(files)) {
      const file = path.replace(/^policy\//, '');
      for (const { start, end } of covered) this.#coverage?.add({ file, ...start, end }, true);
      for (const { start, end } of missed) this.#coverage?.add({ file, ...start, end }, false);
    }
  }

  async #prepare(): Promise<string> {
    const { sources, data } = this.#options;
    const folder = await mkdtemp(join(tmpdir(), 'postern-check-'));
    for (const { path, text } of sources) {
      const file = join(folder, 'policy', path);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, text);
    }
    await writeFile(join(folder, 'data.json'), data);
    return folder;
  }
}

/** Whether the rule admits; of masks, whether they hide what may be shown: those that are undefined hide nothing. */
function questionOf({ decides, shown }: Rule, value: string): string {
  if (shown === undefined) return `${decides === true ? 'decides' : 'holds'}(${value})`;
  return `hides(${decides === true ? `masks_in(${value})` : value}, ${JSON.stringify(shown)})`;
}

function watchedOf({ requests }: Asked): number {
  return Math.max(WATCHED.least, Math.ceil(requests.length * WATCHED.share));
}

function part(asked: Asked, from: number, to?: number): Asked {
  return { ...asked, requests: asked.requests.slice(from, to) };
}

interface FileCoverage {
  readonly covered?: Range[];
  readonly not_covered?: Range[];
}

interface Range {
  readonly start: { readonly row: number; readonly col: number };
  readonly end: { readonly row: number; readonly col: number };
}

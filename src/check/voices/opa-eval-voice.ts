import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOpa } from '../../policy/build/opa.ts';
import type { LineCoverage } from '../coverage.ts';
import type { Row } from '../row-shape.ts';
import { type Question, requestOf, type Voice } from './voice.ts';

export interface OpaEvalOptions {
  /** The program. */
  readonly opa: string;
  /** Rego files by path. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** The data document as JSON. */
  readonly data: string;
  /** A rule, as `authz/allow`; the value `true` admits, and so does `true` at `member`, where that is given. */
  readonly rule: string;
  readonly member?: string;
  /** Nanoseconds since the epoch, for `time.now_ns`. */
  readonly now: bigint;
}

/** OPA's interpreter, which shares neither planner nor compiler with the others. */
export class OpaEvalVoice implements Voice {
  readonly name: string;
  readonly #options: OpaEvalOptions;
  readonly #coverage: LineCoverage;
  #folder: Promise<string> | undefined;

  constructor(options: OpaEvalOptions, coverage: LineCoverage) {
    this.name =
      options.member === undefined
        ? `opa eval ${options.rule}`
        : `opa eval ${options.rule}.${options.member}`;
    this.#options = options;
    this.#coverage = coverage;
  }

  async admits(question: Question, rows: readonly Row[]): Promise<boolean[]> {
    this.#folder ??= this.#prepare();
    const folder = await this.#folder;
    const requests = rows.map((row) => requestOf(question, row));
    await writeFile(join(folder, 'input.json'), JSON.stringify({ requests }));
    const printed = await runOpa(this.#options.opa, folder, [
      'eval',
      ...['--data', 'policy', '--data', 'data.json', '--input', 'input.json'],
      ...['--coverage', '--format', 'json'],
      'data.postern_check.admitted',
    ]);
    const { result, coverage } = JSON.parse(printed) as {
      result: [{ expressions: [{ value: number[] }] }];
      coverage: { files: Record<string, FileCoverage> };
    };
    for (const [file, { covered = [], not_covered: missed = [] }] of Object.entries(coverage.files)) {
      const name = file.replace(/^policy\//, '');
      for (const { start, end } of covered) this.#coverage.add(name, start.row, end.row, true);
      for (const { start, end } of missed) this.#coverage.add(name, start.row, end.row, false);
    }
    const admitted = new Set(result[0].expressions[0].value);
    return rows.map((_, n) => admitted.has(n));
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #prepare(): Promise<string> {
    const { sources, data, rule, member, now } = this.#options;
    const folder = await mkdtemp(join(tmpdir(), 'postern-check-'));
    const reference = ['data', ...rule.split('/').map((part) => `[${JSON.stringify(part)}]`)].join('');
    const value = member === undefined ? reference : `${reference}[${JSON.stringify(member)}]`;
    for (const { path, text } of sources) {
      const file = join(folder, 'policy', path);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, text);
    }
    await writeFile(join(folder, 'data.json'), data);
    await writeFile(
      join(folder, 'policy', 'postern_check.rego'),
      [
        'package postern_check',
        'admitted contains n if {',
        '  some n, request in input.requests',
        `  ${value} == true with input as request with time.now_ns as ${now}`,
        '}',
        '',
      ].join('\n'),
    );
    return folder;
  }
}

interface FileCoverage {
  readonly covered?: Range[];
  readonly not_covered?: Range[];
}

interface Range {
  readonly start: { readonly row: number };
  readonly end: { readonly row: number };
}

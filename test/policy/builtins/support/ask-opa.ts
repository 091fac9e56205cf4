import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { notation, printed } from '../../../../src/policy/builtins/go/print-value.ts';
import { builtins } from '../../../../src/policy/builtins.ts';
import type { Value } from '../../../../src/policy/values/value.ts';
import { opa } from '../../../support/opa.ts';

export type Call = readonly [name: string, ...args: Value[]];

export const clock = { nowNs: () => 1_700_000_000_123_456_789n };

/** What our builtin gives, printed as OPA prints it; `undefined` where it gives nothing. */
export function ours([name, ...args]: Call): string {
  const result = builtins.get(name)?.(args, clock);
  return result === undefined ? 'undefined' : printed(result);
}

/** What `opa eval` gives for each call, in one process. `through` is a builtin that makes each argument first. */
export function theirs(calls: readonly Call[], through?: string): Promise<string[]> {
  return results(calls.map((call) => comprehension(call, through)));
}

/** All that `walk` gives for each value, in its order. */
export function pairsOf(values: readonly Value[]): Promise<string[]> {
  return results(
    values.map((value) => `[text | text := sprintf("%v", [[[pair | walk(${literal(value)}, pair)]]])]`),
  );
}

/** The answer where OPA itself breaks down. */
const panic = 'panic';

/** The texts that comprehensions of at most one printed value give, in one process unless OPA breaks down. */
export async function results(comprehensions: readonly string[]): Promise<string[]> {
  try {
    return await evaluated(comprehensions);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('\npanic: '))) throw error;
    if (comprehensions.length === 1) return [panic];
    const middle = comprehensions.length / 2;
    return [
      ...(await results(comprehensions.slice(0, middle))),
      ...(await results(comprehensions.slice(middle))),
    ];
  }
}

async function evaluated(comprehensions: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-builtins-'));
  try {
    await writeFile(
      join(folder, 'calls.rego'),
      `package calls\nresults := [${comprehensions.join(',\n')}]\n`,
    );
    // Only policies as they were before OPA 1 may call what is deprecated.
    const flags = ['--v0-compatible', '--format', 'raw', '--data', join(folder, 'calls.rego')];
    const { stdout } = await promisify(execFile)(opa, ['eval', ...flags, 'data.calls.results'], {
      maxBuffer: 256 * 1024 * 1024,
    });
    const found = JSON.parse(stdout) as string[][];
    return found.map(([text]) => (text === undefined ? 'undefined' : text.slice(1, -1)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Rego that gives the printed result of a call, or nothing. `walk` hides the arguments' types from the checker, which
 * refuses what the builtins themselves answer.
 */
export function comprehension([name, ...args]: Call, through?: string): string {
  const made = (arg: Value) => (through === undefined ? literal(arg) : `${through}(${literal(arg)})`);
  const given = args.map((arg, i) => `walk(${made(arg)}, [[], a${i}]); `).join('');
  const names = args.map((_, i) => `a${i}`).join(', ');
  return `[text | ${given}found := ${name}(${names}); text := sprintf("%v", [[found]])]`;
}

/** Rego's parser takes some characters only as escapes. */
export function literal(value: Value): string {
  return notation(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The calls whose answers differ, in words. */
export async function disagreements(calls: readonly Call[]): Promise<string[]> {
  const answers = await theirs(calls);
  return calls.flatMap((call, i) => {
    const [mine, other] = [ours(call), answers[i] ?? 'undefined'];
    if (mine === other || other === panic) return [];
    const [name, ...args] = call;
    return [`${name}(${args.map(printed).join(', ')}): ours ${mine}, OPA's ${other}`];
  });
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import type { PlainData } from './random-cases.ts';

/** What a rule gave: nothing where it is undefined, `failed` where evaluating it failed. */
export type Outcome = { readonly value: unknown } | 'undefined' | 'failed';

/** Asks the module through OPA's own npm package, with the whole document. */
export class WholeDocument {
  readonly #wasm: Uint8Array<ArrayBuffer>;
  readonly #builtins: Record<string, (...args: never[]) => unknown>;
  #policy: Awaited<ReturnType<typeof loadPolicy>> | undefined;
  #data = '{}';

  constructor(wasm: Uint8Array<ArrayBuffer>, builtins: Record<string, (...args: never[]) => unknown> = {}) {
    this.#wasm = wasm;
    this.#builtins = builtins;
  }

  async setData(data: PlainData): Promise<void> {
    this.#data = JSON.stringify(data);
    await this.#load();
  }

  async evaluate(entrypoint: string, input: unknown): Promise<Outcome> {
    try {
      const results = this.#policy?.evaluate(bytes(JSON.stringify(input)), entrypoint) as unknown as {
        result: unknown;
      }[];
      return results.length === 0 ? 'undefined' : { value: results[0]?.result };
    } catch {
      // An aborted instance can't be trusted any more.
      this.#policy = undefined;
      await this.#load();
      return 'failed';
    }
  }

  async #load(): Promise<void> {
    this.#policy ??= await loadPolicy(this.#wasm, {}, this.#builtins);
    this.#policy.setData(bytes(this.#data));
  }
}

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

/** Asks OPA's interpreter for several rules and inputs at once: outcomes by rule, in the order of the inputs. */
export async function opaEval(
  opa: string,
  rego: string,
  data: PlainData,
  rules: readonly string[],
  inputs: readonly unknown[],
): Promise<Map<string, Outcome[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'opa-eval-'));
  try {
    const document = join(folder, 'data.json');
    await writeFile(document, JSON.stringify({ ...data, inputs }));
    const asked = rules.map((rule) => {
      const reference = `data.${rule.replaceAll('/', '.')}`;
      return `${JSON.stringify(rule)}: [[found | found := ${reference} with input as one] | some one in data.inputs]`;
    });
    const args = ['eval', '--format', 'json', '--data', rego, '--data', document, `{${asked.join(',')}}`];
    const { stdout } = await promisify(execFile)(opa, args, { maxBuffer: 64 * 1024 * 1024 }).catch(
      ({ stdout: said }: { stdout: string }) => {
        throw new Error(`opa eval: ${said.slice(0, 1000)}`);
      },
    );
    const answer = JSON.parse(stdout) as {
      result: [{ expressions: [{ value: Record<string, unknown[][]> }] }];
    };
    return new Map(
      Object.entries(answer.result[0].expressions[0].value).map(([rule, found]) => [
        rule,
        found.map((values): Outcome => (values.length === 0 ? 'undefined' : { value: values[0] })),
      ]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A text that is the same for outcomes that differ in the order of arrays only: a set comes out in any order. */
export function canonical(outcome: Outcome): string {
  return typeof outcome === 'string' ? outcome : JSON.stringify(sorted(outcome.value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { object: entries.map(([key, member]) => [key, sorted(member)]) };
}

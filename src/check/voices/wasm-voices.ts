import { createDataJsonReader } from '../../data/bundles/data-json-reader.ts';
import { createDataDocument } from '../../data/data-document.ts';
import { STATIC_EPOCH } from '../../data/static-epoch.ts';
import type { PolicyBundle } from '../../policy/bundle.ts';
import { createPolicyEngine } from '../../policy/create-policy-engine.ts';
import { evaluateFully } from '../../policy/policy-engine.ts';
import type { Row } from '../row-shape.ts';
import { type Question, requestOf, type Voice } from './voice.ts';

export interface WasmOptions {
  readonly bundle: PolicyBundle;
  /** The data document as JSON. */
  readonly data: string;
  /** A rule, as `authz/allow`; the value `true` admits, and so does `true` at `member`, where that is given. */
  readonly rule: string;
  readonly member?: string;
  /** Nanoseconds since the epoch. */
  readonly now: bigint;
}

/** The engine that decides, which gives the module only the records that a request names. */
export async function wasmOnSlice({ bundle, data, rule, member, now }: WasmOptions): Promise<Voice> {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  const reader = createDataJsonReader(snapshot);
  reader.write(Buffer.from(data));
  reader.end();
  snapshot.commit({ epoch: STATIC_EPOCH, number: 1 });
  const engine = await createPolicyEngine(bundle, document, { now: () => now });
  return {
    name: `WASM on the slice, ${ruleName(rule, member)}`,
    async admits(question, rows) {
      const admitted: boolean[] = [];
      for (const row of rows) {
        const evaluation = await evaluateFully(engine, rule, requestOf(question, row));
        if (evaluation.kind === 'failed') throw new Error(`WASM on the slice failed: ${evaluation.message}`);
        admitted.push(evaluation.kind === 'defined' && isTrue(evaluation.result, member));
      }
      return admitted;
    },
    async close() {
      engine.close();
    },
  };
}

/**
 * OPA's own package for WASM, with the whole document in the module. It is loaded when asked for: only checking a policy
 * needs it.
 */
export async function wasmOnWholeData({ bundle, data, rule, member, now }: WasmOptions): Promise<Voice> {
  const { loadPolicy } = await import('@open-policy-agent/opa-wasm');
  const policy = await loadPolicy(bundle.wasm, {}, { 'time.now_ns': () => Number(now) });
  policy.setData(JSON.parse(data) as object);
  return {
    name: `WASM on whole data, ${ruleName(rule, member)}`,
    async admits(question: Question, rows: readonly Row[]) {
      return rows.map((row) => {
        const [answer] = policy.evaluate(requestOf(question, row), rule) as { result: unknown }[];
        return answer !== undefined && isTrue(answer.result, member);
      });
    },
    async close() {},
  };
}

function isTrue(value: unknown, member: string | undefined): boolean {
  if (member === undefined) return value === true;
  return typeof value === 'object' && value !== null && (value as Record<string, unknown>)[member] === true;
}

function ruleName(rule: string, member: string | undefined): string {
  return member === undefined ? rule : `${rule}.${member}`;
}

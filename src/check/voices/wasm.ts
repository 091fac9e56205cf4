import { createDataJsonReader } from '../../data/bundles/data-json-reader.ts';
import { createDataDocument, type DataDocument } from '../../data/data-document.ts';
import { STATIC_EPOCH } from '../../data/static-epoch.ts';
import { nativeBuiltins } from '../../policy/build/native-builtins.ts';
import type { PolicyBundle } from '../../policy/bundle.ts';
import { createPolicyEngine } from '../../policy/create-policy-engine.ts';
import { isAdmission, type Judge } from './judge.ts';

/** A data document in memory, of JSON. */
export function documentOf(json: string): DataDocument {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  const reader = createDataJsonReader(snapshot);
  reader.write(Buffer.from(json));
  reader.end();
  snapshot.commit({ epoch: STATIC_EPOCH, number: 1 });
  return document;
}

/**
 * The engine that decides, which gives the module only the records that a request names.
 *
 * @param now nanoseconds since the epoch
 */
export function wasmOnSlice(bundle: PolicyBundle, data: DataDocument, now: bigint): Promise<Judge> {
  // Nothing is shared that a slice would do for, however small.
  return ownEngine('WASM on the slice', bundle, data, now, -1);
}

/**
 * The whole document in the module: OPA's own package for WASM, loaded when asked for, since only checking a policy needs
 * it; for a policy that needs more builtins from its host than the package has, our engine, which then slices nothing.
 *
 * @param data the data document as JSON
 * @param now nanoseconds since the epoch
 */
export async function wasmOnWholeData(bundle: PolicyBundle, data: string, now: bigint): Promise<Judge> {
  const name = 'WASM on whole data';
  const foreign = [...bundle.plan.builtins.keys()].some((builtin) => !SUPPLIED.has(builtin));
  if (foreign) return ownEngine(name, bundle, documentOf(data), now, Number.POSITIVE_INFINITY);
  const { loadPolicy } = await import('@open-policy-agent/opa-wasm');
  const policy = await loadPolicy(bundle.wasm, {}, { 'time.now_ns': () => Number(now) });
  policy.setData(jsonBytes(data));
  return {
    name,
    async admits(rule, requests) {
      return requests.map((request) => {
        const answers = policy.evaluate(jsonBytes(JSON.stringify(request)), rule.path);
        const [answer] = answers as unknown as { result: unknown }[];
        return answer !== undefined && isAdmission(answer.result, rule);
      });
    },
    async close() {},
  };
}

/** Builtins of a module that runs in OPA's package: those it brings itself, and the clock. */
const SUPPLIED: ReadonlySet<string> = new Set([...nativeBuiltins, 'time.now_ns']);

/** Milliseconds for one evaluation: nobody waits for it, and the machine may be busy. */
const PATIENCE = 20_000;

async function ownEngine(
  name: string,
  bundle: PolicyBundle,
  data: DataDocument,
  now: bigint,
  sharedBytes: number,
): Promise<Judge> {
  const engine = await createPolicyEngine(bundle, data, {
    now: () => now,
    limits: { sharedBytes },
    evaluation: { blocking: PATIENCE },
  });
  return {
    name,
    async admits(rule, requests) {
      const admitted: boolean[] = [];
      for (const request of requests) {
        const evaluation = engine.evaluate(rule.path, request);
        if (evaluation.kind === 'failed') throw new Error(`${name} failed: ${evaluation.message}`);
        admitted.push(evaluation.kind === 'defined' && isAdmission(evaluation.result, rule));
      }
      return admitted;
    },
    async close() {
      engine.close();
    },
  };
}

function jsonBytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

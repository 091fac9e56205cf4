import type { Evaluation } from '../policy-engine.ts';

const allowed: Evaluation = { kind: 'defined', result: true };
const denied: Evaluation = { kind: 'defined', result: false };

/** Reads the result set of an entrypoint: `[{"result":…}]`, or `[]` where its rule is undefined. */
export function readResultSet(text: string): Evaluation {
  if (text === '[{"result":true}]') return allowed;
  if (text === '[{"result":false}]') return denied;
  const results: unknown = JSON.parse(text);
  if (!Array.isArray(results)) return { kind: 'failed', message: 'the module gave no result set' };
  if (results.length === 0) return { kind: 'undefined' };
  const [first] = results as [{ result?: unknown }];
  return { kind: 'defined', result: first.result };
}

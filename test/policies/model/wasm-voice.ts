import { loadPolicy } from '@open-policy-agent/opa-wasm';
import type { Company } from './company.ts';
import type { Judgement, Question } from './judge.ts';
import { policyData } from './policy-data.ts';

/** A compiled policy asked through OPA's own package, with the whole policy data loaded. */
export interface WasmVoice {
  load(company: Company): void;
  judge(question: Question): Judgement;
}

export async function createWasmVoice(wasm: Uint8Array): Promise<WasmVoice> {
  let now = 0;
  const module = Uint8Array.from(wasm).buffer;
  const policy = await loadPolicy(module, {}, { 'time.now_ns': () => now * 1_000_000 });
  return {
    load: (company) => policy.setData(policyData(company)),
    judge({ now: time, ...input }) {
      now = time;
      const [answer] = policy.evaluate(input, 'authz/decision') as { result: unknown }[];
      return comparable(answer?.result);
    },
  };
}

/** A decision without its messages, each set in order. Throws when a message is missing. */
export function comparable(decision: unknown): Judgement {
  const { allow, reasons, masks } = decision as {
    allow: boolean;
    reasons: { message: string; organizations?: string[] }[];
    masks: string[];
  };
  return {
    allow,
    masks: [...masks].sort(),
    reasons: reasons.map(({ message, ...reason }) => {
      if (typeof message !== 'string' || message === '') throw new Error('a reason has no message');
      const { organizations } = reason;
      return organizations === undefined ? reason : { ...reason, organizations: [...organizations].sort() };
    }),
  };
}

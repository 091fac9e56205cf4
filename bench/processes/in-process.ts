/** Decisions without a server: Postern's engine, and OPA's own package for WASM with the whole document. */
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { decide } from '../../src/policy/decide.ts';
import { makeCases } from '../support/cases.ts';
import { BenchCompany } from '../support/company.ts';
import { loadDocument, shippedBundle } from '../support/load-document.ts';
import { serveAnswers } from '../support/serve-answers.ts';

export interface InProcessQuestion {
  readonly contender: string;
  /** How long to run, in milliseconds; 0 for the answers to every case instead. */
  readonly ms: number;
}

const [users, caseCount, withSdk] = process.argv.slice(2);
const company = new BenchCompany(Number(users));
const requests = makeCases(company, Number(caseCount)).map(({ request }) => request);
const bundle = await shippedBundle();
const engine = await createPolicyEngine(bundle, loadDocument(company));

type Ask = (request: (typeof requests)[number]) => unknown;
const contenders = new Map<string, Ask>([
  ['postern allow', (request) => engine.evaluate('authz/allow', request)],
  ['postern decision', (request) => decide(engine, 'authz/decision', request)],
]);

if (withSdk === 'sdk') {
  const policy = await loadPolicy(bundle.wasm, {}, { 'time.now_ns': () => Date.now() * 1e6 });
  const data: Record<string, Record<string, object>> = {};
  for (const [collection, key, record] of company.entries()) {
    data[collection] ??= {};
    data[collection][key] = record;
  }
  policy.setData(data);
  contenders.set('opa-wasm allow', (request) => policy.evaluate(request, 'authz/allow')[0]?.result);
  contenders.set('opa-wasm decision', (request) => policy.evaluate(request, 'authz/decision')[0]?.result);
}

serveAnswers<InProcessQuestion>(({ contender, ms }) => {
  const ask = contenders.get(contender);
  if (ask === undefined) throw new Error(`there is no ${contender}`);
  if (ms === 0) return { answers: requests.map(ask) };
  const began = performance.now();
  let decisions = 0;
  while (performance.now() - began < ms) {
    for (const request of requests) ask(request);
    decisions += requests.length;
  }
  return { microseconds: ((performance.now() - began) * 1000) / decisions };
});
process.send?.({ contenders: [...contenders.keys()] });

/** A decision plane fed from Postgres, as it runs beside a control plane, and measured from inside. */
import { createAccessServer } from '../../src/access/server.ts';
import { createDataDocument } from '../../src/data/data-document.ts';
import type { FeedSink } from '../../src/data/feed.ts';
import { createLog } from '../../src/log.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { decide } from '../../src/policy/decide.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import type { PolicyEngine } from '../../src/policy/policy-engine.ts';
import { createPostgresFeed } from '../../src/publish/postgres-feed.ts';
import { makeCases } from '../support/cases.ts';
import { BenchCompany } from '../support/company.ts';
import { watchHoldUps } from '../support/hold-ups.ts';
import { loadDocument, shippedBundle } from '../support/load-document.ts';
import { serveAnswers } from '../support/serve-answers.ts';
import { median } from '../support/statistics.ts';

export type PlaneQuestion = 'memory' | 'costs' | 'delays' | 'arrivals';

const [url, users] = process.argv.slice(2);
const log = createLog('warn');
const document = createDataDocument();
const feed = createPostgresFeed({ url: String(url), log });
/** The longest that applying one delta took of the processor, its listeners included, in milliseconds. */
let longestDelta = 0;
const measuredSink: FeedSink = {
  get revision() {
    return document.revision;
  },
  beginSnapshot: () => document.beginSnapshot(),
  applyDelta(to, changes) {
    const before = process.cpuUsage();
    document.applyDelta(to, changes);
    const { user, system } = process.cpuUsage(before);
    longestDelta = Math.max(longestDelta, (user + system) / 1000);
  },
};
const snapshotBegan = performance.now();
await feed.start(measuredSink);
const snapshotMs = performance.now() - snapshotBegan;
const engine = await createPolicyEngine(await shippedBundle(), document, { log });
const app = createAccessServer({ engine: () => engine, data: document, log });
const origin = await app.listen({ host: '127.0.0.1', port: 0 });

/** When each revision came into the document, in milliseconds since the epoch. */
let arrivals: { number: number; at: number }[] = [];
document.onChange(() => {
  arrivals.push({ number: document.revision?.number ?? -1, at: performance.timeOrigin + performance.now() });
});
const holdUps = watchHoldUps();

const answers: Record<PlaneQuestion, () => unknown> = {
  memory: () => ({ residentMegabytes: process.memoryUsage.rss() / 1e6 }),
  costs: measureCosts,
  delays: () => {
    const deltaMs = longestDelta;
    longestDelta = 0;
    return { ...holdUps(), longestDelta: deltaMs };
  },
  arrivals: () => {
    const seen = arrivals;
    arrivals = [];
    return { arrivals: seen };
  },
};
serveAnswers<{ about: PlaneQuestion }>(({ about }) => answers[about]());
process.send?.({ origin, snapshotMs });

/** What a decision costs with this company and with one of 1,000 users, in turn. */
async function measureCosts(): Promise<{ large: number; small: number }> {
  const smallCompany = new BenchCompany(1000);
  const smallEngine = await createPolicyEngine(await shippedBundle(), loadDocument(smallCompany));
  const smallRequests = makeCases(smallCompany, 8192).map(({ request }) => request);
  const largeRequests = makeCases(new BenchCompany(Number(users)), 8192).map(({ request }) => request);
  const large: number[] = [];
  const small: number[] = [];
  for (let round = 0; round < 9; round++) {
    large.push(microsecondsEach(engine, largeRequests));
    small.push(microsecondsEach(smallEngine, smallRequests));
  }
  smallEngine.close();
  return { large: median(large.slice(1)), small: median(small.slice(1)) };
}

function microsecondsEach(asked: PolicyEngine, requests: readonly DecisionRequest[]): number {
  const began = performance.now();
  for (let times = 0; times < 3; times++) {
    for (const request of requests) decide(asked, 'authz/decision', request);
  }
  return ((performance.now() - began) * 1000) / (3 * requests.length);
}

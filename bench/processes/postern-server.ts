/**
 * The decision API on a company of the given number of users. With a second argument that is not empty, decisions are
 * logged to that file; a third one is the policy bundle, if not the shipped one.
 */
import { readFile } from 'node:fs/promises';
import { createDecisionLog } from '../../src/access/decision-log/decision-log.ts';
import { createFileSink } from '../../src/access/decision-log/sinks/file-sink.ts';
import { createMetrics } from '../../src/access/metrics/metrics.ts';
import { posternEntities } from '../../src/access/search/entities.ts';
import { createAccessServer } from '../../src/access/server.ts';
import { createLog } from '../../src/log.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import { BenchCompany } from '../support/company.ts';
import { loadDocument, shippedBundle } from '../support/load-document.ts';

const [users, logFile = '', policy] = process.argv.slice(2);
const document = loadDocument(new BenchCompany(Number(users)));
const bundle = policy === undefined ? await shippedBundle() : await readPolicyBundle(await readFile(policy));
const engine = await createPolicyEngine(bundle, document);
const filters = createPolicyFilters(bundle, document);
const log = createLog('warn');
const app = createAccessServer({
  engine: () => engine,
  data: document,
  log,
  metrics: createMetrics(),
  // The company has no registry of resources; its users, teams and organizations can be searched.
  search: {
    data: document,
    entities: { subjects: posternEntities.subjects, resources: posternEntities.resources },
  },
  filter: { filters: () => filters, rule: 'authz/allow', masks: 'authz/masks' },
  ...(logFile === ''
    ? {}
    : {
        decisionLog: createDecisionLog({
          engine: () => engine,
          sinks: [createFileSink({ path: logFile, log })],
          log,
        }),
      }),
});
process.send?.({ origin: await app.listen({ host: '127.0.0.1', port: 0 }) });
process.on('disconnect', () => process.exit());

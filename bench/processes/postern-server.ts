/** The decision API on a company of the given number of users. */
import { createAccessServer } from '../../src/access/server.ts';
import { createLog } from '../../src/log.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { BenchCompany } from '../support/company.ts';
import { loadDocument, shippedBundle } from '../support/load-document.ts';

const document = loadDocument(new BenchCompany(Number(process.argv[2])));
const engine = await createPolicyEngine(await shippedBundle(), document);
const app = createAccessServer({ engine: () => engine, data: document, log: createLog('warn') });
process.send?.({ origin: await app.listen({ host: '127.0.0.1', port: 0 }) });
process.on('disconnect', () => process.exit());

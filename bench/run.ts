/**
 * Measures Postern beside others, on the same policy, data and requests.
 *
 *   npm run bench
 *   npm run bench -- --short               a few seconds each, small companies: does it all still work
 *   npm run bench -- --users 1000,50000    other sizes
 *   npm run bench -- --only throughput     or: api, filter, fleet, document, memory
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';
import { type AdminResult, measureAdmin } from './admin.ts';
import { type ApiResult, measureApi } from './api.ts';
import { type FilterResult, measureFilter } from './filter.ts';
import { type FleetResult, measureFleet } from './fleet.ts';
import { type MemoryResult, measureMemory } from './memory.ts';
import type { DocumentResult } from './processes/data-document.ts';
import { Child } from './support/child.ts';
import { LOAD_CORE, moveToCore, pinned, SERVER_CORE } from './support/cores.ts';
import { filterReport } from './support/filter-report.ts';
import { apiReport, documentReport, fleetReport, memoryReport, throughputReport } from './support/report.ts';
import { type Measured, measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    users: { type: 'string' },
    only: { type: 'string' },
  },
});
const sizes = (values.users ?? (values.short ? '1000' : '1000,1000000')).split(',').map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('--users takes whole numbers');
const wanted = (part: string) => values.only === undefined || values.only === part;
const log = (line: string) => process.stderr.write(`  ${line}\n`);

// What this process starts itself (Postgres) stays off the server's core too.
moveToCore(LOAD_CORE);
const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, pinned };
process.stdout.write(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}${pinned ? '' : ', not pinned'}\n`,
);

const throughput: Measured[] = [];
if (wanted('throughput')) {
  for (const users of sizes) {
    const options = values.short ? { rounds: 2, seconds: 1 } : { rounds: 5, seconds: 3 };
    throughput.push(...(await measureThroughput({ users, ...options, log })));
  }
  process.stdout.write(`\n${throughputReport(throughput)}\n`);
}

let api: ApiResult | undefined;
if (wanted('api')) {
  const options = values.short ? { rounds: 2, seconds: 1 } : { rounds: 5, seconds: 4 };
  api = await measureApi({ users: Math.min(...sizes), ...options, log });
  process.stdout.write(`\n${apiReport(api)}\n`);
}

let filter: FilterResult | undefined;
if (wanted('filter')) {
  const options = values.short
    ? { rounds: 2, seconds: 1, rows: 50_000, statements: 5 }
    : { rounds: 5, seconds: 4, rows: 1_000_000, statements: 21 };
  filter = await measureFilter({ sizes, ...options, log });
  process.stdout.write(`\n${filterReport(filter)}\n`);
}

let fleet: FleetResult | undefined;
if (wanted('fleet')) {
  const options = values.short ? { sidecars: 3, changes: 50 } : { sidecars: 10, changes: 1000 };
  fleet = await measureFleet({ users: Math.min(...sizes), ...options, log });
  process.stdout.write(`\n${fleetReport(fleet)}\n`);
}

let admin: AdminResult | undefined;
if (wanted('admin')) {
  const options = values.short ? { requests: 20 } : { requests: 200 };
  admin = await measureAdmin({ users: Math.max(...sizes), ...options, log });
}

let document: DocumentResult | undefined;
if (wanted('document')) {
  const records = values.short ? 100_000 : Math.max(...sizes);
  const child = new Child(new URL('./processes/data-document.ts', import.meta.url), SERVER_CORE, [
    String(records),
  ]);
  document = await child.next<DocumentResult>();
  process.stdout.write(`\n${documentReport(document)}\n`);
}

let memory: MemoryResult | undefined;
if (wanted('memory')) {
  const users = values.short ? 20_000 : Math.max(...sizes);
  memory = await measureMemory({ users, seconds: values.short ? 5 : 30, log });
  process.stdout.write(`\n${memoryReport(memory)}\n`);
}

const folder = join(packageRoot, 'bench/results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
writeFileSync(
  file,
  `${JSON.stringify({ machine, throughput, api, admin, filter, fleet, document, memory }, null, 2)}\n`,
);
process.stdout.write(`\nWritten to ${file}\n`);

/** `npm run schema:dump`: writes what the migrations make to the file that a test compares. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { describeSchema, SCHEMA_FILE } from './describe-schema.ts';

const home = mkdtempSync(join(tmpdir(), 'postern-schema-'));
const embedded = await startEmbedded({ home, durable: false });
try {
  await migrate(embedded.url);
  writeFileSync(SCHEMA_FILE, await describeSchema(embedded.url));
} finally {
  await embedded.stop();
  rmSync(home, { recursive: true });
}

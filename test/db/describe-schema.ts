import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { packageRoot } from '../../src/package-root.ts';

/** What `npm run schema:dump` writes. */
export const SCHEMA_FILE = join(packageRoot, 'test/db/schema.txt');

const QUERY = readFileSync(join(packageRoot, 'test/db/describe-schema.sql'), 'utf8');

/** Everything in Postern's schema of the database at `url`, as text that is the same for equal schemas. */
export async function describeSchema(url: string): Promise<string> {
  // Without a search path every name is printed with its schema.
  const client = new pg.Client({ connectionString: url, options: '-c search_path=' });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(QUERY);
    return `${rows.map(({ text }) => text.trimEnd()).join('\n')}\n`;
  } finally {
    await client.end();
  }
}

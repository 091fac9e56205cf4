import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import { packageRoot } from '../../src/package-root.ts';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import type { BenchCompany } from './company.ts';

export function loadDocument(company: BenchCompany): DataDocument {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  for (const [collection, key, record] of company.entries()) {
    snapshot.add(collection, key, JSON.stringify(record));
  }
  snapshot.commit({ epoch: 1, number: 1 });
  return document;
}

export async function shippedBundle(): Promise<PolicyBundle> {
  return readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
}

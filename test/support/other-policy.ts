import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packTar, unpackTar } from 'modern-tar';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';

/** The shipped policy under another revision, as a bundle. */
export async function shippedPolicyAs(revision: string): Promise<Buffer> {
  const entries = await unpackTar(gunzipSync(readFileSync(shippedPolicy.bundle)), { strict: true });
  const files = entries.map(({ header, data }) => {
    const name = header.name;
    if (!name.endsWith('.manifest'))
      return { header: { name, size: data?.length ?? 0 }, body: data ?? Buffer.of() };
    const manifest = JSON.parse(Buffer.from(data ?? []).toString()) as object;
    const body = Buffer.from(JSON.stringify({ ...manifest, revision }));
    return { header: { name, size: body.length }, body };
  });
  return gzipSync(await packTar(files));
}

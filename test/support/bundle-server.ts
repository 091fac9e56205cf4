import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createPool } from '../../src/db/pool.ts';
import { type BundleServerOptions, createBundleServer } from '../../src/publish/bundle-server.ts';
import { within } from '../../src/within.ts';

export interface ServedBundles {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly dataUrl: string;
  readonly policyUrl: string;
}

/** A bundle server for the database at `url`, which listens on a free port, or `port`, until the end of the test. */
export async function serveBundles(
  t: Pick<TestContext, 'after'>,
  url: string,
  options: Partial<Omit<BundleServerOptions, 'pool'>> = {},
  port = 0,
): Promise<ServedBundles> {
  const pool = createPool(url);
  const quiet = { info() {}, warn() {}, error() {} };
  const app = createBundleServer({ pool, policyBundle: () => undefined, log: quiet, ...options });
  t.after(async () => {
    await within(5000, app.close());
    await within(5000, pool.end());
  });
  await app.listen({ host: '127.0.0.1', port });
  const bound = (app.server.address() as AddressInfo).port;
  const base = `http://127.0.0.1:${bound}/bundles`;
  return { app, port: bound, dataUrl: `${base}/data.tar.gz`, policyUrl: `${base}/policy.tar.gz` };
}

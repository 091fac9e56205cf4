import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { BUNDLE_TYPE } from '../../../../src/data/bundles/manifest.ts';
import { bundleOf, scriptedServer } from '../../../support/scripted-server.ts';

export interface ScriptedControl {
  readonly url: string;
  /** Offers another policy from now on. */
  offer(policy: Uint8Array): void;
}

/** What stands where a control plane would, with this data, and any bytes as its policy. */
export async function scriptedControl(
  t: TestContext,
  data: Readonly<Record<string, unknown>>,
  first: Uint8Array,
): Promise<ScriptedControl> {
  const manifest = { revision: '1.1', roots: Object.keys(data) };
  const dataBundle = await bundleOf({ '/.manifest': manifest, '/data.json': data });
  let policy = first;
  let policies = 1;
  let waiting: (() => void)[] = [];
  const give = (request: IncomingMessage, response: ServerResponse) => {
    const isPolicy = request.url?.endsWith('/policy.tar.gz') === true;
    const etag = isPolicy ? `"policy-${policies}"` : '"1.1"';
    const known = String(request.headers['if-none-match']).includes(etag);
    if (known && String(request.headers.prefer).includes('wait=')) {
      waiting.push(() => give(request, response));
      return;
    }
    response.writeHead(known ? 304 : 200, { 'content-type': BUNDLE_TYPE, etag });
    response.end(known ? undefined : isPolicy ? policy : dataBundle);
  };
  const { origin } = new URL(await scriptedServer(t, give));
  return {
    url: origin,
    offer(next) {
      policy = next;
      policies += 1;
      const asked = waiting;
      waiting = [];
      for (const again of asked) again();
    },
  };
}

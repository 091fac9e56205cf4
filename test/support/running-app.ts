import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { createApp, type Serving } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { ListenAddress } from '../../src/listen-address.ts';
import { logLines } from './log-lines.ts';

const TOKEN = 'token-of-the-tests';

export interface RunningApp {
  readonly serving: () => Serving;
  /** Asks the decision API; the body goes as it is when it is text or bytes. */
  readonly evaluate: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Asks the management API as the bootstrap administrator. */
  readonly manage: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  readonly lines: readonly Record<string, unknown>[];
}

/** Both planes on the demo data, started before the tests of the file and closed after them. */
export function runningApp(): RunningApp {
  const home = mkdtempSync(join(tmpdir(), 'postern-app-'));
  const { log, lines } = logLines();
  const listen = {
    POSTERN_ACCESS_LISTEN: '127.0.0.1:0',
    POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
    POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
  };
  const app = createApp({
    config: loadConfig({ ...listen, POSTERN_HOME: home }),
    log,
    bootstrapToken: () => TOKEN,
    fresh: false,
    demo: true,
    progress: () => {},
  });
  let serving: Serving | undefined;
  const running = () => {
    if (serving === undefined) throw new Error('the app is not running');
    return serving;
  };
  before(async () => {
    serving = await app.start();
  });
  after(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });
  const json = { 'content-type': 'application/json' };
  return {
    serving: running,
    lines,
    evaluate: (body, headers = {}) =>
      fetch(`${url(running().access)}/access/v1/evaluation`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    manage: (method, path, body, headers = {}) =>
      fetch(`${url(running().admin)}/admin/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : json), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

function url(address: ListenAddress): string {
  return address.kind === 'tcp' ? `http://${address.host}:${address.port}` : '';
}

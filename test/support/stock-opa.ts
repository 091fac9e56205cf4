import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { opa } from './opa.ts';

/** An OPA server as it comes, asked over its socket. */
export interface StockOpa {
  /** `GET` or, with an input, `POST` of `/v1/data/<path>`: its result. */
  data(path: string, input?: unknown): Promise<unknown>;
  /** The unix socket it listens on. */
  readonly socket: string;
  /** What it wrote to standard error. */
  readonly log: () => string;
}

/** Starts an OPA server with a configuration, and files of policies and data, until the end of the test. */
export async function startStockOpa(
  t: Pick<TestContext, 'after'>,
  config: object,
  files: readonly string[] = [],
): Promise<StockOpa> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-opa-'));
  const socket = join(folder, 'opa.sock');
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const args = ['run', '--server', '--addr', `unix://${socket}`, '--log-level', 'error'];
  const server = spawn(opa, [...args, '--config-file', join(folder, 'config.json'), ...files], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (piece) => {
    log += String(piece);
  });
  t.after(async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  });
  return {
    socket,
    log: () => log,
    async data(path, input) {
      const answer = await ask(socket, `/v1/data/${path}`, input);
      return (answer as { result?: unknown }).result;
    },
  };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill();
  await once(server, 'exit');
}

async function ask(socketPath: string, path: string, input: unknown): Promise<unknown> {
  const method = input === undefined ? 'GET' : 'POST';
  const sent = request({ socketPath, method, path, headers: { 'content-type': 'application/json' } });
  sent.end(input === undefined ? undefined : JSON.stringify({ input }));
  const [response] = await once(sent, 'response');
  return await json(response);
}

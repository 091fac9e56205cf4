import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore, SERVER_CORE } from '../support/cores.ts';
import type { RunningServer } from './http-contender.ts';

const START_MS = 180_000;
/** Characters kept of what a program says, for the case that it does not start. A load that is cut off makes some say a lot. */
const LAST_WORDS = 2000;

/** Starts a program that serves HTTP, on the server's core, and waits until `healthPath` answers 200. */
export async function startProgram(
  command: readonly string[],
  port: number,
  healthPath: string,
): Promise<RunningServer> {
  const [program, ...args] = onCore(SERVER_CORE, command);
  const child = spawn(program as string, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOMAXPROCS: '1', CERBOS_NO_TELEMETRY: '1' },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
  });
  const origin = `http://127.0.0.1:${port}`;
  const patience = Date.now() + START_MS;
  while (!(await answers(`${origin}${healthPath}`))) {
    if (child.exitCode !== null || Date.now() > patience) {
      child.kill('SIGKILL');
      throw new Error(`${command[0]} does not serve: ${said}`);
    }
    await sleep(50);
  }
  return { origin, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

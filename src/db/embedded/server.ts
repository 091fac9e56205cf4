import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StopMessage } from '../../stop-message.ts';
import type { Binaries } from './binaries.ts';
import { dataFolderArgument, SERVER_ENVIRONMENT } from './data-folder.ts';
import { endProcess, readPidFile } from './postmaster.ts';
import type { RunAs } from './run-as.ts';

const POLL_MS = 5;
/** Recovery after a crash may take a while. Milliseconds. */
const START_PATIENCE_MS = 60_000;
/** The children of a killed server hold its memory for a moment longer. Milliseconds. */
const MEMORY_PATIENCE_MS = 5_000;

const SETTINGS = {
  listen_addresses: '',
  // Relative to the data folder, so that no path is too long for the server.
  unix_socket_directories: '.',
  max_connections: '100',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  // A page found by an index costs hardly more than the next one: there are no disks that turn.
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
};

/** For tests alone: what is written survives the end of the server, not that of the machine. */
const HASTY_SETTINGS: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

export interface ServerOptions {
  readonly binaries: Binaries;
  readonly data: string;
  /** Where the server's messages go. */
  readonly logFile: string;
  readonly user: RunAs | undefined;
  readonly durable: boolean;
  readonly sharedBuffers?: string | undefined;
}

export interface Server {
  readonly pid: number;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server on a prepared data folder and waits until it takes connections. It has a process group of its own,
 * so that Ctrl-C reaches it through `stop` alone, and it ends when this process does, however that happens.
 *
 * @throws {StopMessage} with the server's own last words when it does not start.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const deadline = performance.now() + MEMORY_PATIENCE_MS;
  for (;;) {
    const child = launch(options);
    if (await isUp(child, options.data)) return supervise(child, options.user);
    const words = lastWords(options.logFile);
    if (!words.includes('is still in use') || performance.now() > deadline) {
      throw new StopMessage(`The embedded Postgres in ${options.data} does not start:\n${words}`);
    }
    await sleep(100);
  }
}

function launch({
  binaries,
  data,
  logFile,
  user,
  durable,
  sharedBuffers = SETTINGS.shared_buffers,
}: ServerOptions): ChildProcess {
  const settings = { ...SETTINGS, ...(durable ? {} : HASTY_SETTINGS), shared_buffers: sharedBuffers };
  const log = openSync(logFile, 'w', 0o600);
  try {
    return spawn(
      join(binaries.folder, 'bin/postgres'),
      [
        '-D',
        dataFolderArgument(data, user),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { cwd: data, env: SERVER_ENVIRONMENT, stdio: ['ignore', log, log], detached: true, ...user },
    );
  } finally {
    closeSync(log);
  }
}

async function isUp(child: ChildProcess, data: string): Promise<boolean> {
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  const deadline = performance.now() + START_PATIENCE_MS;
  while (!failed && child.exitCode === null && child.signalCode === null) {
    const file = readPidFile(data);
    if (file?.ready === true && file.pid === child.pid) return true;
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      return false;
    }
    await sleep(POLL_MS);
  }
  return false;
}

function supervise(child: ChildProcess, user: RunAs | undefined): Server {
  const pid = child.pid as number;
  const watchdog = startWatchdog(pid, user);
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  }).then(() => {
    watchdog.kill('SIGKILL');
  });
  return {
    pid,
    ended,
    async stop() {
      await Promise.all([endProcess(pid), ended]);
    },
  };
}

/**
 * Ends the server when this process has gone without stopping it: then the pipe on which the watchdog waits closes.
 */
function startWatchdog(pid: number, user: RunAs | undefined): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -INT "$1"', 'watchdog', String(pid)], {
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...user,
  });
  watchdog.on('error', () => {});
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return watchdog;
}

function lastWords(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n').trim();
  } catch {
    return '(it said nothing)';
  }
}

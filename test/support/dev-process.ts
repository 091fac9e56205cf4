import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';

const PATIENCE = 60_000;
const ANY_PORT = '127.0.0.1:0';

/** `postern dev` running in a process of its own. */
export interface DevProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when it has printed its examples; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** The `curl` lines it printed. */
  readonly curlLines: () => string[];
}

export interface DevOptions {
  readonly home: string;
  readonly access?: string;
  readonly admin?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run it as this user. */
  readonly uid?: number;
  /** As a terminal does: in a process group of its own, which gets the signals. */
  readonly ownGroup?: boolean;
  /** Instead of the built command itself. */
  readonly command?: readonly [string, ...string[]];
}

export const builtCommand = join(packageRoot, 'dist/main.js');

/** Starts it on any ports unless told otherwise; it is killed when the test ends. */
export async function startDev(t: TestContext, options: DevOptions): Promise<DevProcess> {
  const [program, ...first] = options.command ?? [process.execPath, builtCommand, 'dev'];
  const child = spawn(program, [...first, ...(options.args ?? [])], {
    cwd: packageRoot,
    env: {
      ...environment(),
      POSTERN_HOME: options.home,
      POSTERN_ACCESS_LISTEN: options.access ?? ANY_PORT,
      POSTERN_ADMIN_LISTEN: options.admin ?? ANY_PORT,
      POSTERN_CONTROL_LISTEN: ANY_PORT,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownGroup ?? false,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  t.after(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const curlLines = () => stdout.split('\n').filter((line) => line.startsWith('curl '));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      if (curlLines().length === 3 && stdout.endsWith('\n')) resolve();
    });
    const say = (what: string) => reject(new Error(`postern dev ${what}\n${stdout}\n${stderr}`));
    void ended.then(({ code, signal }) => say(`ended with ${code ?? signal}`));
    setTimeout(() => say(`was not ready within ${PATIENCE} ms`), PATIENCE).unref();
  });
  ready.catch(() => {});
  return { child, stdout: () => stdout, stderr: () => stderr, ready, ended, curlLines };
}

/** The environment without settings of whoever runs the tests, and without npm's. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _tests, DATABASE_URL: _database, ...rest } = process.env;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(POSTERN_|npm_)/i.test(name)));
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  return folder;
}

/** This checkout, or a copy of what runs of it where a folder above keeps the user out. */
export function reachableCheckout(t: TestContext, uid: number): string {
  const main = join(packageRoot, 'dist/main.js');
  if (spawnSync('test', ['-r', main], { uid, gid: uid }).status === 0) return packageRoot;
  const copy = temporaryFolder(t);
  chmodSync(copy, 0o755);
  const parts = ['package.json', 'dist', 'src', 'policies', 'bundles', 'node_modules'];
  spawnSync('cp', ['-a', ...parts.map((part) => join(packageRoot, part)), copy]);
  return copy;
}

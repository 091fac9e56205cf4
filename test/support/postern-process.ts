import { spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/package-root.ts';
import { builtCommand, environment } from './dev-process.ts';

const PATIENCE = 60_000;

/** A command of Postern running in a process of its own. */
export interface PosternProcess {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
  /** Sends SIGTERM, and gives the exit code. */
  end(): Promise<number | null>;
  kill(): Promise<number | null>;
  /** Waits for a line of standard output that begins with `name`, and gives what follows. */
  said(name: string): Promise<string>;
}

/** Starts a command with settings, without those of whoever runs the tests; it is killed when the test ends. */
export function startPostern(
  t: Pick<TestContext, 'after'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): PosternProcess {
  const child = spawn(process.execPath, [builtCommand, ...args], {
    cwd: packageRoot,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    end: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
    async said(name) {
      const line = new RegExp(`^${name} +(.+)\\n`, 'm');
      return await eventually(`${name} said by postern ${args[0]}`, () => {
        const found = line.exec(stdout)?.[1];
        if (found === undefined && child.exitCode !== null) throw new Error(`it ended:\n${stdout}${stderr}`);
        return found;
      });
    },
  };
}

/** Asks again and again until there is an answer; rejects after a minute, or when asking does. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE} ms`);
    await sleep(20);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from './compiled.ts';
import { onCore } from './cores.ts';

/** A TypeScript file, compiled, running in a process of its own, asked by messages that it answers one at a time. */
export class Child {
  readonly #process: ChildProcess;

  constructor(file: URL, core: number, args: readonly string[] = [], nodeFlags: readonly string[] = []) {
    const node = [process.execPath, ...nodeFlags, compiled(file), ...args];
    const [command, ...rest] = onCore(core, node);
    this.#process = spawn(command as string, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The next message it sends. Rejects when it ends first. */
  async next<T>(): Promise<T> {
    const ending = new AbortController();
    try {
      return await Promise.race([
        once(this.#process, 'message', { signal: ending.signal }).then(([message]) => message as T),
        once(this.#process, 'exit', { signal: ending.signal }).then(([code]) => {
          throw new Error(`${this.#process.spawnargs.at(-1)} ended with code ${code}`);
        }),
      ]);
    } finally {
      ending.abort();
    }
  }

  ask<T>(message: object): Promise<T> {
    const answer = this.next<T>();
    this.#process.send(message);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

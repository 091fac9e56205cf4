import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** A command of Postern in a process of its own, as it was built. */
export class Command {
  readonly #process: ChildProcess;
  #said = '';

  constructor(args: readonly string[], settings: Readonly<Record<string, string>>) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('POSTERN_'));
    this.#process = spawn(process.execPath, [join(packageRoot, 'dist/main.js'), ...args], {
      cwd: packageRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...Object.fromEntries(own), ...settings },
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /** What follows `name` on a line that it prints. Rejects when it ends first. */
  async said(name: string): Promise<string> {
    for (;;) {
      const found = new RegExp(`^${name} +(\\S+)$`, 'm').exec(this.#said)?.[1];
      if (found !== undefined) return found;
      if (this.#process.exitCode !== null)
        throw new Error(`postern ended before it said ${name}: ${this.#said}`);
      const ending = new AbortController();
      const { signal } = ending;
      const ended = once(this.#process, 'exit', { signal });
      await Promise.race([once(this.#process.stdout ?? this.#process, 'data', { signal }), ended]).finally(
        () => ending.abort(),
      );
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

import { spawn, spawnSync } from 'node:child_process';
import { environment } from './dev-process.ts';

export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Runs a line as a person would, in a shell of its own, and gives what it printed; rejects when it fails. */
export async function shell(line: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', line], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${line}\n${code}: ${errors}`)),
    );
  });
}

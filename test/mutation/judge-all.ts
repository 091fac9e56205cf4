import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';
import type { Surroundings } from './surroundings.ts';
import type { Extent } from './worker.ts';

/** Milliseconds in which a worker comes from one rule to the next, or has lost its way. */
const PATIENCE_MS = 30_000;
const START_MS = 300_000;

/** Rules that each mutant is tried on at first. One that survives them unexpectedly is tried on all that concern it. */
const FEW = 60;

/** Has mutants judged one after another, by a process that is replaced when one of them spoils it. */
export async function judgeAll(
  mutants: readonly Mutant[],
  surroundings: Surroundings,
  rows: number,
  isUnexpected: (survivor: Mutant) => boolean,
  onVerdict: (mutant: Mutant, verdict: Verdict) => void,
  extent: Extent = 'all',
): Promise<void> {
  let worker: ChildProcess | undefined;
  for (const mutant of mutants) {
    if (worker === undefined) {
      worker = startWorker();
      const started = await ask(worker, { surroundings, rows, extent }, 'ready', START_MS);
      if (started === undefined) throw new Error('the process that judges mutants could not start');
    }
    let verdict = await ask<Verdict>(worker, { mutant, most: FEW }, 'verdict', PATIENCE_MS);
    if (verdict?.outcome === 'survived' && isUnexpected(mutant))
      verdict = await ask<Verdict>(
        worker,
        { mutant, most: Number.POSITIVE_INFINITY },
        'verdict',
        PATIENCE_MS,
      );
    if (verdict === undefined) {
      worker.kill('SIGKILL');
      worker = undefined;
    }
    onVerdict(mutant, verdict ?? { outcome: 'caught', because: 'it does not end' });
  }
  worker?.kill('SIGKILL');
}

function startWorker(): ChildProcess {
  return fork(join(import.meta.dirname, 'worker.ts'), {
    execArgv: ['--import', 'tsx', '--max-old-space-size=1500'],
    serialization: 'advanced',
  });
}

/** The member of the answer; undefined where the process ends, or says nothing for too long. */
function ask<T>(
  worker: ChildProcess,
  question: object,
  member: string,
  patience: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => end(undefined), patience);
    const end = (answer: T | undefined) => {
      clearTimeout(timer);
      worker.off('message', hear);
      worker.off('exit', gone);
      resolve(answer);
    };
    const gone = () => end(undefined);
    const hear = (message: Record<string, unknown>) => {
      if (member in message) end(message[member] as T);
      else {
        clearTimeout(timer);
        timer = setTimeout(() => end(undefined), patience);
      }
    };
    worker.on('message', hear);
    worker.on('exit', gone);
    worker.send(question);
  });
}

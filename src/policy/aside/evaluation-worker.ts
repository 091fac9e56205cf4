/** A thread that runs evaluations, each on a copy of the memory they were prepared in. */
import { parentPort, workerData } from 'node:worker_threads';
import { DeadlineError, EvaluationTimer } from '../wasm/evaluation-timer.ts';
import { PolicyMachine } from '../wasm/policy-machine.ts';
import { findBuiltins } from '../wasm/policy-module.ts';
import { runPrepared } from '../wasm/prepared-evaluation.ts';
import type { WorkerAnswer, WorkerJob, WorkerStart } from './evaluation-messages.ts';

const { module, maximumMemory } = workerData as WorkerStart;
const policy = { ...module, builtins: findBuiltins(module.builtinNames) };

function run({ prepared, now, deadline }: WorkerJob): WorkerAnswer {
  const timer = new EvaluationTimer();
  try {
    const machine = new PolicyMachine(policy, maximumMemory, { nowNs: () => now }, timer);
    machine.adopt(prepared.memory, prepared.memorySize);
    timer.start(deadline);
    const began = performance.now();
    const results = runPrepared(machine, prepared);
    return { kind: 'done', results, milliseconds: performance.now() - began };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'failed', message, unfinished: cause instanceof DeadlineError };
  }
}

parentPort?.on('message', (job: WorkerJob) => parentPort?.postMessage(run(job)));
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

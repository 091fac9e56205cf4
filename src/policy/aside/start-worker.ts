import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './evaluation-messages.ts';

/** Starts a thread for evaluations. It keeps no process alive. */
export function startWorker(start: WorkerStart): Worker {
  const worker = new Worker(workerFile(), { workerData: start, stdout: false, stderr: false });
  worker.unref();
  return worker;
}

/** Compiled, it is a file beside this one. From source, where `tsx` reads TypeScript, a worker has to load that first. */
function workerFile(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./evaluation-worker.js', import.meta.url);
  const [api, file] = [import.meta.resolve('tsx/esm/api'), import.meta.resolve('./evaluation-worker.ts')];
  const text = `import { register } from ${JSON.stringify(api)}; register(); await import(${JSON.stringify(file)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

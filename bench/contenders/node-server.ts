import { Child } from '../support/child.ts';
import { SERVER_CORE } from '../support/cores.ts';
import type { RunningServer } from './http-contender.ts';

/** Starts one of `bench/processes`, which says where it listens. */
export async function startNodeServer(file: string, args: readonly string[] = []): Promise<RunningServer> {
  const child = new Child(new URL(`../processes/${file}`, import.meta.url), SERVER_CORE, args);
  const { origin } = await child.next<{ origin: string }>();
  return { origin, pid: child.pid, stop: () => child.stop() };
}

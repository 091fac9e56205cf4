import { createDataDocument, type DataDocument } from '../data/data-document.ts';
import type { Log } from '../log.ts';
import { PolicyHost } from '../policy/policy-host.ts';
import type { PolicySource, Sources } from './sources/sources.ts';

export interface DecisionPlaneOptions {
  readonly sources: Sources;
  /** The rule that decides. */
  readonly decision: string;
  /** Other rules that have to be there. */
  readonly filters?: readonly string[] | undefined;
  readonly log: Log;
  /** How long one evaluation may take, in milliseconds. */
  readonly deadline?: number | undefined;
  /** The most that the policy module's memory may grow to, in bytes. */
  readonly memory?: number | undefined;
}

/** The policy and its data, each followed from its source. */
export interface DecisionPlane {
  readonly data: DataDocument;
  readonly host: PolicyHost;
  readonly sources: Sources;
  /** From now on `listener` is told of the bytes of memory that the data given to an evaluation takes. */
  watchSlices(listener: (bytes: number) => void): void;
  /** Resolves when there are a policy and data to decide by. Rejects when a source says that it can't begin. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The part of Postern that decides. It has no server and no database; where it is asked is another matter. */
export function createDecisionPlane(options: DecisionPlaneOptions): DecisionPlane {
  const { sources, decision, filters = [], log, deadline, memory } = options;
  let sliceListener: ((bytes: number) => void) | undefined;
  const data = createDataDocument();
  const host = new PolicyHost({
    data,
    demands: { decision, others: filters },
    engine: {
      log,
      onSlice: (bytes) => sliceListener?.(bytes),
      ...(deadline === undefined ? {} : { evaluation: { deadline } }),
      ...(memory === undefined ? {} : { limits: { maximumMemory: memory } }),
    },
  });
  const closing = new AbortController();
  return {
    data,
    host,
    sources,
    watchSlices(listener) {
      sliceListener = listener;
    },
    async start() {
      const feeding = sources.data.feed.start(data);
      await Promise.all([feeding, startPolicy(sources.policy, host, data, closing.signal)]);
    },
    async close() {
      closing.abort();
      await Promise.all([sources.policy.close(), sources.data.feed.close()]);
      host.close();
    },
  };
}

/** A policy is tried on the data, so there has to be some first. */
function startPolicy(
  source: PolicySource,
  host: PolicyHost,
  data: DataDocument,
  closing: AbortSignal,
): Promise<void> {
  return source.start(async (bytes) => {
    await firstData(data, closing);
    if (closing.aborted) return { outcome: 'superseded' };
    return await host.load(bytes);
  });
}

function firstData(data: DataDocument, closing: AbortSignal): Promise<void> {
  if (data.revision !== undefined || closing.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stopListening();
      closing.removeEventListener('abort', done);
      resolve();
    };
    const stopListening = data.onChange(done);
    closing.addEventListener('abort', done);
  });
}

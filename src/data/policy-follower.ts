import { join } from 'node:path';
import type { BaseLogger } from 'pino';
import { type BundleAnswer, BundleClient, type BundleClientOptions } from './bundles/bundle-client.ts';
import { followBundle } from './bundles/follow-bundle.ts';
import { type KeptPolicy, keepPolicy, readKeptPolicy } from './bundles/kept-policy.ts';
import type { Freshness } from './feed.ts';

export interface PolicyFollowerOptions extends BundleClientOptions {
  /** A folder of this process's own, in which the last good policy is kept. Without it, none is. */
  readonly cacheFolder?: string;
  readonly log: Pick<BaseLogger, 'info' | 'warn' | 'error'>;
  /** Takes a policy into use. Rejects when it can't be used; then the one before stays, and this one is not asked for again. */
  readonly onBundle: (bytes: Uint8Array, etag: string | undefined) => Promise<void>;
  /** As for the data feed. */
  readonly waitMs?: number;
  readonly pollMs?: number;
  readonly patienceMs?: number;
}

export interface PolicyFollower extends Freshness {
  /** Resolves when a policy is in use; afterwards later ones follow. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const WAIT_MS = 10_000;
const POLL_MS = 10_000;
const PATIENCE_MS = 3000;
/** The largest bundle that is read, in bytes. */
const LARGEST = 32 * 1024 * 1024;

/** Follows a policy bundle over HTTP, by OPA's bundle protocol. A lost connection is made again until `close`. */
export function createPolicyFollower(options: PolicyFollowerOptions): PolicyFollower {
  return new HttpPolicyFollower(options);
}

class HttpPolicyFollower implements PolicyFollower {
  readonly #options: PolicyFollowerOptions;
  readonly #client: BundleClient;
  readonly #path: string | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** Of the policy in use. */
  #etag: string | undefined;
  #refused: { readonly etag: string; readonly reason: Error } | undefined;
  #inUse = false;
  #turn: Promise<unknown> = Promise.resolve();
  /** What is on disk, until a policy is in use. */
  #kept: KeptPolicy | undefined;
  confirmedAt: number | undefined;
  #failure: Error | undefined;

  constructor(options: PolicyFollowerOptions) {
    this.#options = options;
    this.#client = new BundleClient(options);
    const { cacheFolder } = options;
    this.#path = cacheFolder === undefined ? undefined : join(cacheFolder, 'policy.bundle');
  }

  get failure(): Error | undefined {
    return this.#failure ?? this.#refused?.reason;
  }

  start(): Promise<void> {
    if (this.#running !== undefined || this.#stop.signal.aborted) throw new Error('it is started once');
    return new Promise((resolve, reject) => {
      this.#running = this.#run(resolve).then(() => reject(new Error('the policy follower was closed')));
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#client.close();
    await this.#running;
  }

  async #run(ready: () => void): Promise<void> {
    const { log, waitMs = WAIT_MS, pollMs = POLL_MS, patienceMs = PATIENCE_MS } = this.#options;
    await this.#readKept();
    const startFromDisk = async () => {
      if (await this.#useKept()) {
        log.warn('policy: the control plane is away; starting from the policy that was kept on disk');
        ready();
      }
    };
    const patience = setTimeout(() => void startFromDisk(), patienceMs);
    await followBundle({
      client: this.#client,
      ask: () => ({ known: this.#known(), delta: false }),
      take: (answer) => this.#take(answer),
      onOutcome: (failure, pauseMs) => {
        const again = failure !== undefined && failure.message === this.#failure?.message;
        this.#failure = failure;
        if (failure !== undefined) {
          if (again) return;
          log.warn({ err: failure, waitMs: pauseMs }, 'policy: the control plane could not be followed');
          return;
        }
        this.confirmedAt = Date.now();
        // The control plane says that what is on disk is current.
        if (!this.#inUse) void this.#useKept().then((used) => used && ready());
        else ready();
      },
      waitMs,
      pollMs,
      signal: this.#stop.signal,
    });
    clearTimeout(patience);
  }

  #known(): string[] {
    const inUse = this.#inUse ? this.#etag : this.#kept?.etag;
    return [this.#refused?.etag, inUse].filter((etag) => etag !== undefined);
  }

  async #take(answer: BundleAnswer): Promise<void> {
    const { body, etag } = answer;
    if (body === undefined) {
      if (etag === this.#etag) this.#refused = undefined;
      return;
    }
    if (etag !== undefined && this.#known().includes(etag)) {
      body.destroy();
      return;
    }
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > LARGEST) throw new RangeError(`the policy bundle is longer than ${LARGEST} bytes`);
      pieces.push(piece);
    }
    const policy = { bytes: Buffer.concat(pieces, length), etag };
    if (!(await this.#use(policy)) || this.#path === undefined) return;
    await keepPolicy(this.#path, policy).catch((error: Error) => {
      this.#options.log.warn({ err: error }, 'policy: it can not be kept on disk');
    });
  }

  /** One after the other, so that the later one stays. */
  #use(policy: KeptPolicy): Promise<boolean> {
    const used = this.#turn.then(() => this.#useInTurn(policy));
    this.#turn = used.catch(() => undefined);
    return used;
  }

  async #useInTurn({ bytes, etag }: KeptPolicy): Promise<boolean> {
    const { log, onBundle } = this.#options;
    try {
      await onBundle(bytes, etag);
    } catch (error) {
      log.error({ err: error, etag }, 'policy: the control plane sent one that can not be used');
      if (etag === undefined) throw error;
      this.#refused = { etag, reason: error as Error };
      return false;
    }
    this.#refused = undefined;
    this.#etag = etag;
    this.#inUse = true;
    this.#kept = undefined;
    return true;
  }

  async #readKept(): Promise<void> {
    if (this.#path === undefined) return;
    try {
      this.#kept = await readKeptPolicy(this.#path);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'policy: what is kept on disk is not used');
    }
  }

  async #useKept(): Promise<boolean> {
    await this.#turn;
    const kept = this.#kept;
    this.#kept = undefined;
    return kept !== undefined && !this.#inUse && (await this.#use(kept).catch(() => false));
  }
}

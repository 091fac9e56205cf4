import { createHash } from 'node:crypto';
import type { PublishedPolicy } from '../publish/bundles/policy-route.ts';
import type { PolicySource } from './sources/sources.ts';

/** The policy that a control plane decides by itself, for it to offer to others. */
export class PolicyPublication {
  #current: PublishedPolicy | undefined;
  readonly #listeners = new Set<() => void>();

  get current(): PublishedPolicy | undefined {
    return this.#current;
  }

  /** Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same source; what it loads with success is published. */
  of(source: PolicySource): PolicySource {
    return {
      kind: source.kind,
      get confirmedAt() {
        return source.confirmedAt;
      },
      get failure() {
        return source.failure;
      },
      start: (load) =>
        source.start(async (bytes) => {
          const result = await load(bytes);
          if (result.outcome === 'loaded') this.#publish(bytes, result.revision);
          return result;
        }),
      close: () => source.close(),
    };
  }

  /** Two bundles may call themselves by the same revision. */
  #publish(bytes: Uint8Array, revision: string): void {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    this.#current = { bytes, revision: `${revision}-${digest}` };
    for (const listener of [...this.#listeners]) listener();
  }
}

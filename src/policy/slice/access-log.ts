import { describeKey, type KeyExpression } from './key-expression.ts';

/** Why a collection is needed whole, and where the policy needs it (`authz/rules.rego:12:5`). */
export interface WholeReason {
  readonly reason: string;
  readonly location: string;
}

/** How one entrypoint uses one collection. */
export interface CollectionUse {
  /** What its records are looked up by. */
  readonly keys: readonly KeyExpression[];
  /** Empty where keys are all that is used. */
  readonly whole: readonly WholeReason[];
}

/** What is read inside the input: a path, and whether all that is there is used. */
export interface InputUse {
  readonly path: KeyExpression;
  readonly whole: boolean;
}

/** Gathers what a policy reads of the data document. It only ever grows. */
export class AccessLog {
  readonly #uses = new Map<string, { keys: Map<string, KeyExpression>; whole: Map<string, WholeReason> }>();
  readonly #everything = new Map<string, WholeReason>();
  readonly #input = new Map<string, InputUse>();
  #size = 0;

  /** Rises with every new finding in the policy data. */
  get size(): number {
    return this.#size;
  }

  /** Whether the collection exists matters, and so far nothing of its content. */
  touches(collection: string): void {
    this.#use(collection);
  }

  readsKey(collection: string, key: KeyExpression): void {
    this.#add(this.#use(collection).keys, describeKey(key), key);
  }

  needsWhole(collection: string, why: WholeReason): void {
    this.#add(this.#use(collection).whole, `${why.location} ${why.reason}`, why);
  }

  /** The data document itself is used, so that every collection is needed whole. */
  needsEverything(why: WholeReason): void {
    this.#add(this.#everything, `${why.location} ${why.reason}`, why);
  }

  /** A path is followed, or with `whole`, all that it leads to is used. Paths that do not lead into the input are not kept. */
  readsPath(path: KeyExpression, whole: boolean): void {
    if (path.root.kind === 'input') this.#input.set(`${describeKey(path)} ${whole}`, { path, whole });
  }

  input(): readonly InputUse[] {
    return [...this.#input.values()];
  }

  everything(): readonly WholeReason[] {
    return [...this.#everything.values()];
  }

  collections(): ReadonlyMap<string, CollectionUse> {
    return new Map(
      [...this.#uses].map(([name, use]) => [
        name,
        { keys: [...use.keys.values()], whole: [...use.whole.values()] },
      ]),
    );
  }

  #use(collection: string) {
    let use = this.#uses.get(collection);
    if (use === undefined) {
      use = { keys: new Map(), whole: new Map() };
      this.#uses.set(collection, use);
      this.#size += 1;
    }
    return use;
  }

  #add<T>(map: Map<string, T>, id: string, item: T): void {
    if (map.has(id)) return;
    map.set(id, item);
    this.#size += 1;
  }
}

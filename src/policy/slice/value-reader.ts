import {
  type AbstractValue,
  constantText,
  dataDocument,
  isPlain,
  join,
  joinAll,
  nothing,
  one,
  type Possibility,
  path,
  replaced,
  scalar,
  unknown,
} from './abstract-value.ts';
import type { AccessLog } from './access-log.ts';
import {
  complexity,
  constant,
  extend,
  type KeyExpression,
  record,
  type Step,
  valueRoot,
} from './key-expression.ts';
import type { MadeValues } from './made-values.ts';

/** What is taken for granted: `source[key]` is never defined where this says so. */
export type Assumption = (source: Possibility, key: Possibility) => boolean;

/** Beyond this, a path counts as unknown; real policies stay far below. */
const mostComplexPath = 40;

/**
 * What reading abstract values gives, and what of the data document it touches. Every way to look into a collection
 * goes through here, so that nothing is read that is not in the log.
 */
export class ValueReader {
  readonly #log: AccessLog;
  readonly #made: MadeValues;
  readonly #where: () => string;
  readonly #isNever: Assumption;

  constructor(log: AccessLog, made: MadeValues, where: () => string, isNever: Assumption = () => false) {
    this.#log = log;
    this.#made = made;
    this.#where = where;
    this.#isNever = isNever;
  }

  /** `source[key]` with a known key. */
  lookup(source: AbstractValue, key: AbstractValue): AbstractValue {
    let found = nothing;
    for (const item of source.values()) {
      for (const keyItem of key.values()) found = join(found, this.#lookupOne(item, keyItem));
    }
    return found;
  }

  /** `source[key] = value` for every entry: what its keys and values may be. */
  entries(source: AbstractValue): { keys: AbstractValue; values: AbstractValue } {
    let keys = nothing;
    let values = nothing;
    for (const item of source.values()) {
      const entry = this.#entriesOne(item);
      keys = join(keys, entry.keys);
      values = join(values, entry.values);
    }
    return { keys, values };
  }

  /** The value is used as a whole: whatever of the data document it is or holds is needed whole. */
  escapes(value: AbstractValue, reason: string, visited = new Set<string>()): void {
    for (const item of value.values()) {
      if (item.kind === 'path') this.#log.readsPath(item.path, true);
      if (item.kind === 'data') this.#log.needsEverything(this.#why(reason));
      if (item.kind === 'collection') this.#log.needsWhole(item.name, this.#why(reason));
      if (item.kind === 'made' && !visited.has(item.site)) {
        visited.add(item.site);
        this.escapes(this.#made.keys(item.site), reason, visited);
        this.escapes(this.#made.values(item.site), reason, visited);
      }
      if (item.kind === 'replaced') {
        this.escapes(item.base, reason, visited);
        this.escapes(item.value, reason, visited);
      }
    }
  }

  /** Two values are compared. With a string, number, boolean or null it is decided by the type alone. */
  compared(a: AbstractValue, b: AbstractValue): void {
    if (isPlain(a) || isPlain(b)) return;
    this.escapes(a, 'it is compared');
    this.escapes(b, 'it is compared');
  }

  #lookupOne(source: Possibility, key: Possibility): AbstractValue {
    if (key.kind === 'path') this.#log.readsPath(key.path, true);
    if (this.#isNever(source, key)) return nothing;
    switch (source.kind) {
      case 'path':
        return this.#lookupInPath(source.path, key);
      case 'data':
        return this.#lookupInData(key);
      case 'collection':
        return this.#lookupRecord(source.name, key);
      case 'made': {
        const name = constantText(key);
        return name === undefined ? this.#made.values(source.site) : this.#made.member(source.site, name);
      }
      case 'replaced':
        return this.#lookupReplaced(source, key);
      case 'scalar':
        return nothing;
      case 'unknown':
        return unknown;
    }
  }

  #lookupInPath(source: KeyExpression, key: Possibility): AbstractValue {
    const name = constantText(key);
    if (name !== undefined) return this.#step(source, { kind: 'member', name });
    if (key.kind === 'scalar' && key.number !== undefined) {
      return this.#step(source, { kind: 'index', index: key.number });
    }
    return this.#step(source, { kind: 'each' });
  }

  #step(source: KeyExpression, step: Step): AbstractValue {
    // A string has no members.
    if (source.root.kind === 'constant' && source.steps.length === 0) return nothing;
    const extended = extend(source, step);
    this.#log.readsPath(extended, false);
    return complexity(extended) > mostComplexPath ? unknown : path(extended);
  }

  #lookupInData(key: Possibility): AbstractValue {
    const name = constantText(key);
    if (name !== undefined) {
      this.#log.touches(name);
      return one({ kind: 'collection', name });
    }
    if (key.kind === 'scalar') return nothing;
    this.escapes(dataDocument, 'a collection is chosen by a computed name');
    return unknown;
  }

  #lookupRecord(collection: string, key: Possibility): AbstractValue {
    switch (key.kind) {
      case 'path':
        if (complexity(key.path) > mostComplexPath) return this.#computedKey(collection);
        this.#log.readsKey(collection, key.path);
        return path(record(collection, key.path));
      case 'unknown':
        return this.#computedKey(collection);
      case 'collection':
        return this.#lookupRecord(collection, { kind: 'path', path: valueRoot(key.name) });
      default:
        // The keys of records are strings, which these are not. But a root of the document that is an array has
        // numbers for keys.
        return unknown;
    }
  }

  #computedKey(collection: string): AbstractValue {
    this.#log.needsWhole(collection, this.#why('a key is computed'));
    return unknown;
  }

  #lookupReplaced(source: Possibility & { kind: 'replaced' }, key: Possibility): AbstractValue {
    const [first = '', ...rest] = source.path;
    const below = () => {
      const inner = this.lookup(source.base, path(constant(first)));
      return replaced(inner, rest, source.value);
    };
    const name = constantText(key);
    if (name === first) return rest.length === 0 ? source.value : below();
    const other = this.lookup(source.base, one(key));
    return name === undefined ? join(other, rest.length === 0 ? source.value : below()) : other;
  }

  #entriesOne(source: Possibility): { keys: AbstractValue; values: AbstractValue } {
    switch (source.kind) {
      case 'path':
        return {
          keys: join(scalar, this.#step(source.path, { kind: 'keys' })),
          values: this.#step(source.path, { kind: 'each' }),
        };
      case 'made': {
        const names = [...this.#made.names(source.site)].map((name) => path(constant(name)));
        return {
          keys: joinAll([scalar, this.#made.keys(source.site), ...names]),
          values: this.#made.values(source.site),
        };
      }
      case 'replaced': {
        const { keys, values } = this.entries(source.base);
        const [first = ''] = source.path;
        const replacement = this.#lookupReplaced(source, { kind: 'path', path: constant(first) });
        return { keys: join(keys, path(constant(first))), values: join(values, replacement) };
      }
      case 'scalar':
        return { keys: nothing, values: nothing };
      case 'unknown':
        return { keys: unknown, values: unknown };
      default:
        this.escapes(one(source), 'every record of it is visited');
        return { keys: unknown, values: unknown };
    }
  }

  #why(reason: string) {
    return { reason, location: this.#where() };
  }
}

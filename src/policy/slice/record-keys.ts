import type { DataSource } from '../../data/data-source.ts';
import type { KeyExpression, Step } from './key-expression.ts';

/** Thrown for an input that is not plain data, of which it can't be said what its JSON text will hold. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * Works out which records key expressions name for one input. Records that expressions lead through are parsed once.
 * To be used for one evaluation only.
 */
export class RecordKeys {
  readonly #input: unknown;
  readonly #source: DataSource;
  readonly #parsed = new Map<string, unknown>();

  constructor(input: unknown, source: DataSource) {
    this.#input = input;
    this.#source = source;
  }

  /** Adds the keys an expression stands for; only strings can be keys. Throws an InputError. */
  collect(expression: KeyExpression, keys: Set<string>): void {
    this.#each(expression, (value) => {
      if (typeof value === 'string') keys.add(value);
      else assertPlain(value);
    });
  }

  #each(expression: KeyExpression, visit: (value: unknown) => void): void {
    const { root, steps } = expression;
    switch (root.kind) {
      case 'input':
        follow(this.#input, steps, 0, visit);
        break;
      case 'constant':
        follow(root.value, steps, 0, visit);
        break;
      case 'value': {
        const whole = this.#source.values().get(root.name);
        if (whole !== undefined) follow(this.#parse(whole), steps, 0, visit);
        break;
      }
      case 'record': {
        const whole = this.#source.values().get(root.collection);
        if (whole !== undefined) {
          // A root that is an array has no records; whatever the key is, it is one of its elements.
          follow(this.#parse(whole), [{ kind: 'each' }, ...steps], 0, visit);
          break;
        }
        const keys = new Set<string>();
        this.collect(root.key, keys);
        for (const key of keys) {
          const text = this.#source.text(root.collection, key);
          if (text !== undefined) follow(this.#parse(text), steps, 0, visit);
        }
      }
    }
  }

  #parse(text: string): unknown {
    if (this.#parsed.has(text)) return this.#parsed.get(text);
    const value: unknown = JSON.parse(text);
    this.#parsed.set(text, value);
    return value;
  }
}

function follow(value: unknown, steps: readonly Step[], at: number, visit: (value: unknown) => void): void {
  const step = steps[at];
  if (step === undefined) {
    visit(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  assertPlain(value);
  switch (step.kind) {
    case 'member':
      if (!Array.isArray(value) && Object.hasOwn(value, step.name)) {
        follow((value as Record<string, unknown>)[step.name], steps, at + 1, visit);
      }
      return;
    case 'index':
      if (Array.isArray(value)) follow(value[step.index], steps, at + 1, visit);
      return;
    case 'each':
      for (const element of Object.values(value)) follow(element, steps, at + 1, visit);
      return;
    case 'keys':
      if (Array.isArray(value)) return;
      for (const key of Object.keys(value)) follow(key, steps, at + 1, visit);
  }
}

/** An object with a prototype of its own, or a `toJSON`, may turn into any JSON text. */
function assertPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === Object.prototype || prototype === null;
  if (!plain || typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    throw new InputError('the input holds an object that is not plain data');
  }
}

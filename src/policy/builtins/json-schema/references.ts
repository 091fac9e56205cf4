import type { Value } from '../../values/value.ts';
import { arrayOf, objectOf, textOf } from '../operands.ts';

/** The schemas of a document by their addresses: `$id` or `id` name some, JSON pointers all. Nothing is fetched. */
export class References {
  readonly #documents = new Map<string, Value>();

  constructor(document: Value) {
    this.#documents.set('', document);
    this.#collect(document, '');
  }

  /** The absolute address of a reference. */
  resolve(base: string, reference: string): string {
    if (reference.startsWith('#')) return withoutFragment(base) + reference;
    try {
      return new URL(reference, withoutFragment(base) || undefined).href;
    } catch {
      return reference;
    }
  }

  find(address: string): Value | undefined {
    const named = this.#documents.get(address);
    if (named !== undefined) return named;
    const document =
      this.#documents.get(withoutFragment(address)) ?? this.#documents.get(`${withoutFragment(address)}#`);
    const pointer = address.includes('#') ? address.slice(address.indexOf('#') + 1) : '';
    return document === undefined ? undefined : atPointer(document, pointer);
  }

  #collect(node: Value, base: string): void {
    const list = arrayOf(node);
    if (list !== undefined) for (const inner of list) this.#collect(inner, base);
    const members = objectOf(node);
    if (members === undefined) return;
    const id = textOf(members.get('id') ?? members.get('$id'));
    const own = id === undefined ? base : this.resolve(base, id);
    if (id !== undefined && !this.#documents.has(own)) this.#documents.set(own, node);
    for (const [key, inner] of members.entries()) {
      if (key === 'const' || key === 'enum') continue;
      const holdsSchemas = key === 'properties' || key === 'dependencies' || key === 'patternProperties';
      const below = holdsSchemas ? objectOf(inner)?.entries() : undefined;
      if (below === undefined) this.#collect(inner, own);
      else for (const [, schema] of below) this.#collect(schema, own);
    }
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#.*$/su, '');
}

/** Source: RFC 6901, in a URI fragment. */
function atPointer(document: Value, pointer: string): Value | undefined {
  if (pointer === '') return document;
  if (!pointer.startsWith('/')) return undefined;
  let current: Value | undefined = document;
  for (const part of pointer.slice(1).split('/')) {
    if (current === undefined) return undefined;
    let name = part;
    try {
      name = decodeURIComponent(part);
    } catch {
      // A percent sign that escapes nothing stands for itself.
    }
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
    const list = arrayOf(current);
    current = list === undefined ? objectOf(current)?.get(key) : list[/^\d+$/.test(key) ? Number(key) : -1];
  }
  return current;
}

import { type AbstractValue, constantText, join, nothing, one } from './abstract-value.ts';

/** What an array, object or set made by the policy may hold, taken over all the times it is made. */
interface Content {
  keys: AbstractValue;
  /** Values under keys that are not constants; the elements of a set or an array. */
  values: AbstractValue;
  readonly members: Map<string, AbstractValue>;
}

/** The content of every value the policy makes, by the place that makes it. It only ever grows. */
export class MadeValues {
  readonly #contents = new Map<string, Content>();
  #changes = 0;

  /** Rises with every addition. */
  get changes(): number {
    return this.#changes;
  }

  append(array: AbstractValue, element: AbstractValue): void {
    for (const site of sitesOf(array)) {
      const content = this.#content(site);
      content.values = this.#grow(content.values, element);
    }
  }

  include(set: AbstractValue, element: AbstractValue): void {
    for (const site of sitesOf(set)) this.addToSet(site, element);
  }

  insert(object: AbstractValue, key: AbstractValue, value: AbstractValue): void {
    for (const site of sitesOf(object)) {
      const content = this.#content(site);
      for (const item of key.values()) {
        const name = constantText(item);
        if (name !== undefined) {
          content.members.set(name, this.#grow(content.members.get(name) ?? nothing, value));
        } else {
          content.keys = this.#grow(content.keys, one(item));
          content.values = this.#grow(content.values, value);
        }
      }
    }
  }

  addToSet(site: string, element: AbstractValue): void {
    const content = this.#content(site);
    content.keys = this.#grow(content.keys, element);
    content.values = this.#grow(content.values, element);
  }

  /** What a lookup by a constant name may give. */
  member(site: string, name: string): AbstractValue {
    const content = this.#content(site);
    return join(content.values, content.members.get(name) ?? nothing);
  }

  /** Keys that are not constants; the elements of a set. */
  keys(site: string): AbstractValue {
    return this.#content(site).keys;
  }

  names(site: string): Iterable<string> {
    return this.#content(site).members.keys();
  }

  /** Everything it may hold under any key. */
  values(site: string): AbstractValue {
    const content = this.#content(site);
    let all = content.values;
    for (const value of content.members.values()) all = join(all, value);
    return all;
  }

  #content(site: string): Content {
    let content = this.#contents.get(site);
    if (content === undefined) {
      content = { keys: nothing, values: nothing, members: new Map() };
      this.#contents.set(site, content);
    }
    return content;
  }

  #grow(known: AbstractValue, added: AbstractValue): AbstractValue {
    const grown = join(known, added);
    if (grown !== known) this.#changes += 1;
    return grown;
  }
}

function sitesOf(value: AbstractValue): string[] {
  return [...value.values()].flatMap((item) => (item.kind === 'made' ? [item.site] : []));
}

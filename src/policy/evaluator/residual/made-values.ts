import { ALWAYS } from '../../conditions/condition.ts';
import { type Entry, RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { type Case, isKnown, MadeArray, MadeObject, MadeSet, type Sym } from './term.ts';

/** The value itself where a collection that was being made turns out to be known. */
export function completely(sym: Sym): Sym {
  if (typeof sym !== 'object' || sym === null || sym instanceof RegoObject) return sym;
  if (sym instanceof MadeSet) {
    const members = sym.cases.map(knownCase);
    return members.includes(undefined) ? sym : new RegoSet(members as Value[]);
  }
  if (sym instanceof MadeArray) {
    const items = sym.items.map(([only, ...others]) => {
      return only === undefined || others.length > 0 ? undefined : knownCase(only);
    });
    return items.includes(undefined) ? sym : (items as Value[]);
  }
  if (!(sym instanceof MadeObject)) return sym;
  const own: Entry[] = [];
  for (const { key, cases } of sym.members.values()) {
    const [only, ...others] = cases;
    const value = only === undefined || others.length > 0 ? undefined : knownCase(only);
    if (value === undefined) return sym;
    own.push([key, value]);
  }
  return own.length === 0 ? sym.base : new RegoObject([...sym.base.entries(), ...own]);
}

function knownCase({ guard, value }: Case): Value | undefined {
  if (guard !== ALWAYS) return undefined;
  const known = completely(value);
  return isKnown(known) ? known : undefined;
}

/** The cases of an object's member, undefined where it has no such member. */
export function memberCases(object: MadeObject, key: Value): readonly Case[] | undefined {
  const own = object.members.get(key);
  if (own !== undefined) return own.cases;
  const value = object.base.get(key);
  return value === undefined ? undefined : [{ guard: ALWAYS, value }];
}

/** All members with their cases, those of the known object first. */
export function allMembers(object: MadeObject): { readonly key: Value; readonly cases: readonly Case[] }[] {
  const known = object.base.entries().filter(([key]) => object.members.get(key) === undefined);
  return [
    ...known.map(([key, value]) => ({ key, cases: [{ guard: ALWAYS, value }] })),
    ...object.members.values(),
  ];
}

/** The object with what lies at a path replaced. */
export function upsertSym(sym: Sym | undefined, path: readonly string[], leaf: readonly Case[]): Sym {
  const [name, ...rest] = path;
  const base = sym instanceof RegoObject || sym instanceof MadeObject ? sym : new RegoObject([]);
  const made = new MadeObject(base instanceof MadeObject ? base.base : base);
  if (base instanceof MadeObject)
    for (const member of base.members.values()) made.members.set(member.key, member);
  if (name === undefined) return made;
  const [inner] = base instanceof MadeObject ? (memberCases(base, name) ?? []) : [];
  const below = base instanceof MadeObject ? inner?.value : base.get(name);
  const cases = rest.length === 0 ? [...leaf] : [{ guard: ALWAYS, value: upsertSym(below, rest, leaf) }];
  made.members.set(name, { key: name, cases });
  return made;
}

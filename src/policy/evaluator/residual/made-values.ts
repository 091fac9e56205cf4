import { ALWAYS } from '../../conditions/condition.ts';
import { type Entry, RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { Refusal } from './refusal.ts';
import {
  type Case,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Sym,
} from './term.ts';

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
  if (!(sym instanceof MadeObject) || sym.row !== undefined) return sym;
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
  if (object.row !== undefined)
    throw new Refusal('all members of a part of the row are asked for', 'name them');
  const known = object.base.entries().filter(([key]) => object.members.get(key) === undefined);
  return [
    ...known.map(([key, value]) => ({ key, cases: [{ guard: ALWAYS, value }] })),
    ...object.members.values(),
  ];
}

/**
 * The object with what lies at a path replaced; what is no object on the way gives place to one. Throws a Refusal where it
 * depends on the row whether it is one.
 */
export function upsertSym(sym: Sym | undefined, path: readonly string[], leaf: readonly Case[]): Sym {
  if (sym instanceof LookupTerm) throw replacedIn();
  const [name, ...rest] = path;
  if (sym instanceof FieldTerm && rest.length > 0) throw replacedIn();
  const isObject = sym instanceof RegoObject || sym instanceof MadeObject || sym instanceof FieldTerm;
  const base = isObject ? sym : new RegoObject([]);
  const made = new MadeObject(base instanceof MadeObject ? (base.row ?? base.base) : base);
  if (base instanceof MadeObject)
    for (const member of base.members.values()) made.members.set(member.key, member);
  if (name === undefined) return made;
  made.members.set(name, {
    key: name,
    cases: rest.length === 0 ? [...leaf] : replacedBelow(base, name, rest, leaf),
  });
  return made;
}

function replacedBelow(
  base: RegoObject | MadeObject | FieldTerm,
  name: string,
  rest: readonly string[],
  leaf: readonly Case[],
): readonly Case[] {
  const cases = base instanceof MadeObject ? memberCases(base, name) : undefined;
  if (base instanceof MadeObject && cases === undefined && base.row !== undefined) throw replacedIn();
  const value = base instanceof RegoObject ? base.get(name) : undefined;
  const [only = { guard: ALWAYS, value: value ?? null }, ...others] = cases ?? [];
  if (others.length > 0 || only.guard !== ALWAYS) throw replacedIn();
  return [{ guard: ALWAYS, value: upsertSym(only.value, rest, leaf) }];
}

function replacedIn(): Refusal {
  return new Refusal(
    'a part of what comes from the row, or depends on it, is replaced',
    'replace the whole of it, or something known',
  );
}

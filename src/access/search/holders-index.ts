import type { DataSource } from '../../data/data-source.ts';
import type { Change } from '../../data/feed.ts';
import { KEY_PARTS } from '../../data/record-store.ts';
import type { Turns } from '../deciding/turns.ts';

export interface HoldersIndexOptions {
  readonly data: Pick<DataSource, 'keys' | 'text' | 'size' | 'entries' | 'onChange'>;
  readonly turns: Turns;
  /** With fewer users than this there is no index. */
  readonly least: number;
  /** A permission with more holders than this is not looked up. */
  readonly most: number;
  /** Entries that are kept in all; 500,000 take about 50 MB. */
  readonly entries: number;
}

const USERS = 'users';
const ROLES = 'roles';
/** With more roles than this, working out which of them give a permission takes too long. */
const MOST_ROLES = 5_000;
/** So many changed records may have left entries behind before the index is made again. */
const MOST_STALE = 50_000;

/**
 * From a permission to the users whose record gives it, by a role or a grant. It is made in turns when it is first
 * asked, and follows the data from then on; who was once listed may stay so for a while, so what it gives is who to ask
 * about, never who is allowed.
 */
export class HoldersIndex {
  readonly #options: HoldersIndexOptions;
  readonly #stopListening: () => void;
  #holders: Holders | undefined;
  #making = false;
  #stale = 0;
  /** The roles that give a permission, until a role changes. */
  readonly #givers = new Map<string, readonly string[]>();
  /** Another number for each change of who may hold what. */
  version = 0;

  constructor(options: HoldersIndexOptions) {
    this.#options = options;
    this.#stopListening = options.data.onChange((changes) => this.#follow(changes));
  }

  /** Users, in sets, outside of which nobody holds a permission; undefined where there is no telling at present. */
  of(permission: string): readonly ReadonlySet<string>[] | undefined {
    const { data, least, most } = this.#options;
    if (data.size(USERS).records < least || data.size(ROLES).records > MOST_ROLES) return undefined;
    if (this.#holders === undefined) {
      this.#holders = new Holders(this.#options);
      this.#making = true;
      void this.#make(this.#holders);
    }
    if (this.#making) return undefined;
    const sets = this.#holders.of(this.#giversOf(permission), permission);
    const size = sets?.reduce((sum, set) => sum + set.size, 0) ?? 0;
    return size > most ? undefined : sets;
  }

  close(): void {
    this.#stopListening();
    this.#holders = undefined;
  }

  async #make(holders: Holders): Promise<void> {
    const { data, turns } = this.#options;
    let until = await turns.next();
    for (let part = 0; part < KEY_PARTS; part++) {
      for (const key of data.keys(USERS, part)) {
        if (performance.now() >= until) until = await turns.next();
        if (this.#holders !== holders) return;
        const text = data.text(USERS, key);
        if (text !== undefined) holders.add(key, text);
      }
    }
    this.#making = false;
    this.#stale = 0;
    this.version += 1;
  }

  #giversOf(permission: string): readonly string[] {
    let givers = this.#givers.get(permission);
    if (givers === undefined) {
      givers = [...this.#options.data.entries(ROLES)].flatMap(([role, text]) =>
        Object.hasOwn(objectAt(parse(text), 'permissions'), permission) ? [role] : [],
      );
      this.#givers.set(permission, givers);
    }
    return givers;
  }

  #follow(changes: readonly Change[] | undefined): void {
    if (changes === undefined) {
      this.#forget();
      this.#givers.clear();
      return;
    }
    for (const { collection, key, document } of changes) {
      if (collection === ROLES) {
        this.#givers.clear();
        this.version += 1;
      }
      if (collection !== USERS || this.#holders === undefined) continue;
      this.#stale += 1;
      this.version += 1;
      if (document !== null) this.#holders.add(key, document);
    }
    if (this.#stale > MOST_STALE && !this.#making) this.#forget();
  }

  #forget(): void {
    this.#holders = undefined;
    this.#making = false;
    this.#stale = 0;
    this.version += 1;
  }
}

/** Users by their roles and by what is granted to them. What too many have is not listed. */
class Holders {
  readonly #most: number;
  readonly #mostEntries: number;
  readonly #byRole = new Map<string, Set<string> | 'too many'>();
  readonly #byGrant = new Map<string, Set<string> | 'too many'>();
  #entries = 0;

  constructor({ most, entries }: Pick<HoldersIndexOptions, 'most' | 'entries'>) {
    this.#most = most;
    this.#mostEntries = entries;
  }

  of(roles: readonly string[], permission: string): readonly ReadonlySet<string>[] | undefined {
    const sets = [...roles.map((role) => this.#byRole.get(role)), this.#byGrant.get(permission)];
    if (sets.includes('too many')) return undefined;
    return sets.filter((set) => set instanceof Set);
  }

  add(user: string, text: string): void {
    const record = parse(text);
    for (const assignment of Object.values(objectAt(record, 'roles'))) {
      const { role } = asObject(assignment);
      if (typeof role === 'string') this.#list(this.#byRole, role, user);
    }
    for (const permission of Object.keys(objectAt(record, 'grants'))) {
      this.#list(this.#byGrant, permission, user);
    }
  }

  #list(lists: Map<string, Set<string> | 'too many'>, name: string, user: string): void {
    let set = lists.get(name);
    if (set === 'too many') return;
    if (set === undefined) {
      set = new Set();
      lists.set(name, set);
    }
    if (set.has(user)) return;
    set.add(user);
    this.#entries += 1;
    if (set.size > this.#most) this.#drop(lists, name);
    while (this.#entries > this.#mostEntries) this.#dropLargest();
  }

  #drop(lists: Map<string, Set<string> | 'too many'>, name: string): void {
    const set = lists.get(name);
    if (set instanceof Set) this.#entries -= set.size;
    lists.set(name, 'too many');
  }

  #dropLargest(): void {
    let largest: [lists: Map<string, Set<string> | 'too many'>, name: string] | undefined;
    let size = 0;
    for (const lists of [this.#byRole, this.#byGrant]) {
      for (const [name, set] of lists) {
        if (!(set instanceof Set) || set.size <= size) continue;
        largest = [lists, name];
        size = set.size;
      }
    }
    if (largest !== undefined) this.#drop(...largest);
  }
}

function parse(text: string): Record<string, unknown> {
  return asObject(JSON.parse(text));
}

/** A member that is an object or an array; anything else as an empty one. */
function objectAt(record: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.hasOwn(record, name) ? asObject(record[name]) : {};
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

import type { Candidates } from './candidates.ts';
import type { HoldersIndex } from './holders-index.ts';
import type { KeyWindow } from './key-windows.ts';
import { firstAfter, inOrder, Smallest } from './ordered-keys.ts';

/** Keys that are put in order at a time. */
const WINDOW = 2_000;

/**
 * Instead of everybody, those who may hold a permission, wherever `applies` says that nobody else is allowed anything
 * and the index can tell; everybody otherwise. The order is the same, so that one page may do this and the next that.
 */
export function holdersAmong(
  everybody: Candidates,
  { index, permission, applies }: { index: HoldersIndex; permission: string; applies: () => boolean },
): Candidates {
  let known:
    | { readonly version: number; readonly from: string | undefined; readonly window: KeyWindow }
    | undefined;
  return {
    prefix: everybody.prefix,
    read(after) {
      const sets = applies() ? index.of(permission) : undefined;
      if (sets === undefined) return everybody.read(after);
      if (known?.version === index.version && isWithin(after, known.from, known.window.to)) {
        const { keys, to } = known.window;
        return { keys, to, start: after === undefined ? 0 : firstAfter(keys, after) };
      }
      const smallest = new Smallest(WINDOW);
      for (const set of sets) {
        for (const key of set) if (after === undefined || inOrder(key, after) > 0) smallest.add(key);
      }
      const [found, to] = smallest.result();
      const keys = found.filter((key, at) => key !== found[at - 1]);
      known = { version: index.version, from: after, window: { keys, start: 0, to } };
      return known.window;
    },
  };
}

function isWithin(after: string | undefined, from: string | undefined, to: string | undefined): boolean {
  if (after === undefined) return from === undefined;
  return (from === undefined || inOrder(after, from) >= 0) && (to === undefined || inOrder(after, to) < 0);
}

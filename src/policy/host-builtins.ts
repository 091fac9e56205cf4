import { cryptoBuiltins } from './host-builtins/crypto.ts';
import type { HostBuiltin } from './host-builtins/host-builtin.ts';
import { timeBuiltins } from './host-builtins/time.ts';

export type { EvaluationClock, HostBuiltin } from './host-builtins/host-builtin.ts';

/** The builtins a policy may call beyond those compiled into its module, by name (`time.now_ns`). */
export const hostBuiltins: ReadonlyMap<string, HostBuiltin> = new Map(
  Object.entries({ ...timeBuiltins, ...cryptoBuiltins }),
);

import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { builtins } from '../builtins.ts';
import { compileTimeBuiltins, deprecatedBuiltins, nativeBuiltins } from './native-builtins.ts';

/** What a policy may use, in OPA's own form. Source: https://www.openpolicyagent.org/docs/deployments#capabilities */
export interface Capabilities {
  readonly builtins: readonly { readonly name: string }[];
  readonly [member: string]: unknown;
}

/** The capabilities every policy is compiled against. */
export const capabilitiesPath: string = join(packageRoot, 'policies', 'capabilities.json');

/** The part of all that this OPA knows which also runs in a Postern module. */
export function supportedCapabilities(all: Capabilities): Capabilities {
  const supported = new Set([...nativeBuiltins, ...compileTimeBuiltins, ...builtins.keys()]);
  for (const name of deprecatedBuiltins) supported.delete(name);
  return { ...all, builtins: all.builtins.filter(({ name }) => supported.has(name)) };
}

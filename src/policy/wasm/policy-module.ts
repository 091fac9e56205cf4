import { type HostBuiltin, hostBuiltins } from '../host-builtins.ts';
import { LinearMemory } from './linear-memory.ts';
import { checkExports, PolicyModuleError } from './module-exports.ts';

/** A compiled `policy.wasm` and what it asks of its host. Instances of it are made from this. */
export interface PolicyModule {
  readonly module: WebAssembly.Module;
  /** Host builtins by the number the module calls them by. */
  readonly builtins: readonly (HostBuiltin | undefined)[];
  /** The number of each entrypoint. */
  readonly entrypoints: ReadonlyMap<string, number>;
  /** Bytes of memory the module needs before anything is allocated. */
  readonly initialMemory: number;
}

/** Throws a PolicyModuleError for bytes that are not a policy, or one that needs a builtin the host lacks. */
export async function compilePolicyModule(wasm: Uint8Array<ArrayBuffer>): Promise<PolicyModule> {
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(wasm);
  } catch (cause) {
    throw new PolicyModuleError(`policy.wasm can't be compiled: ${(cause as Error).message}`, { cause });
  }
  const { exports, memory, initialMemory } = probe(module);
  const names = JSON.parse(memory.read(exports.opa_json_dump(exports.builtins()))) as Record<string, number>;
  const entrypoints = JSON.parse(memory.read(exports.opa_json_dump(exports.entrypoints()))) as Record<
    string,
    number
  >;
  const missing = Object.keys(names).filter((name) => !hostBuiltins.has(name));
  if (missing.length > 0) {
    throw new PolicyModuleError(`the policy calls builtins that are not there: ${missing.sort().join(', ')}`);
  }
  const builtins: (HostBuiltin | undefined)[] = [];
  for (const [name, number] of Object.entries(names)) builtins[number] = hostBuiltins.get(name);
  return { module, builtins, entrypoints: new Map(Object.entries(entrypoints)), initialMemory };
}

/** Instantiates the module to ask it about itself, with as much memory as its constants turn out to need. */
function probe(module: WebAssembly.Module) {
  const none = () => 0;
  const maximum = 1024 * 1024 * 1024;
  for (let initialMemory = 1024 * 1024; ; initialMemory *= 2) {
    const memory = new LinearMemory({ initial: initialMemory, maximum });
    const env = {
      memory: memory.memory,
      opa_abort: none,
      opa_println: none,
      opa_builtin0: none,
      opa_builtin1: none,
      opa_builtin2: none,
      opa_builtin3: none,
      opa_builtin4: none,
    };
    try {
      const { exports } = new WebAssembly.Instance(module, { env });
      return { exports: checkExports(exports), memory, initialMemory };
    } catch (cause) {
      const tooSmall = cause instanceof WebAssembly.LinkError && cause.message.includes('memory');
      if (tooSmall && initialMemory < maximum / 2) continue;
      if (cause instanceof PolicyModuleError) throw cause;
      throw new PolicyModuleError(`policy.wasm can't be started: ${(cause as Error).message}`, { cause });
    }
  }
}

import { type Builtin, builtins } from '../builtins.ts';
import { LinearMemory } from './linear-memory.ts';
import { WasmFormatError } from './metering/binary.ts';
import { meterModule } from './metering/meter-module.ts';
import { checkExports, PolicyModuleError } from './module-exports.ts';

/** A compiled `policy.wasm`, metered, and what it asks of its host. Instances of it are made from this. */
export interface PolicyModule {
  readonly module: WebAssembly.Module;
  /** The names of the host builtins by the number the module calls them by. */
  readonly builtinNames: readonly (string | undefined)[];
  /** The same builtins themselves. */
  readonly builtins: readonly (Builtin | undefined)[];
  /** The number of each entrypoint. */
  readonly entrypoints: ReadonlyMap<string, number>;
  /** Bytes of memory the module needs before anything is allocated. */
  readonly initialMemory: number;
}

/** Throws a PolicyModuleError for bytes that are not a policy, or one that needs a builtin the host lacks. */
export async function compilePolicyModule(wasm: Uint8Array<ArrayBuffer>): Promise<PolicyModule> {
  const metered = meter(wasm);
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(metered instanceof Error ? wasm : metered);
  } catch (cause) {
    throw new PolicyModuleError(`policy.wasm can't be compiled: ${(cause as Error).message}`, { cause });
  }
  const { exports, memory, initialMemory } = probe(module);
  if (metered instanceof Error) {
    throw new PolicyModuleError(`policy.wasm can't be given a deadline: ${metered.message}`, {
      cause: metered,
    });
  }
  const numbers = (value: number) =>
    Object.entries(JSON.parse(memory.read(exports.opa_json_dump(value))) as Record<string, number>);
  const builtinNames: (string | undefined)[] = [];
  for (const [name, number] of numbers(exports.builtins())) builtinNames[number] = name;
  const entrypoints = new Map(numbers(exports.entrypoints()));
  return { module, builtinNames, builtins: findBuiltins(builtinNames), entrypoints, initialMemory };
}

/** The builtins of these names, in the same order. Throws a PolicyModuleError where there is none. */
export function findBuiltins(names: readonly (string | undefined)[]): (Builtin | undefined)[] {
  const missing = names.filter((name) => name !== undefined && !builtins.has(name));
  if (missing.length > 0) {
    throw new PolicyModuleError(`the policy calls builtins that are not there: ${missing.sort().join(', ')}`);
  }
  return names.map((name) => (name === undefined ? undefined : builtins.get(name)));
}

/** The module metered, or why it can't be: then it is either no module at all, or one that says so when compiled. */
function meter(wasm: Uint8Array): Uint8Array<ArrayBuffer> | WasmFormatError {
  try {
    return meterModule(wasm);
  } catch (cause) {
    if (cause instanceof WasmFormatError) return cause;
    throw cause;
  }
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

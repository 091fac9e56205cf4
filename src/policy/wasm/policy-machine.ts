import { fromBytes, toBytes } from '../builtins/go/bytes.ts';
import { notation } from '../builtins/go/print-value.ts';
import type { EvaluationClock } from '../builtins.ts';
import { parseValue } from '../values/parse-value.ts';
import type { Value } from '../values/value.ts';
import type { EvaluationTimer } from './evaluation-timer.ts';
import { LinearMemory } from './linear-memory.ts';
import { roundsPassed } from './metering/meter-module.ts';
import type { ModuleExports } from './module-exports.ts';
import type { PolicyModule } from './policy-module.ts';

/** Thrown when the module gives up on an evaluation. The machine has to be restarted before it is used again. */
export class PolicyAbort extends Error {
  override readonly name = 'PolicyAbort';
}

/** Bytes kept for JSON text on its way in; longer text is allocated on the heap. */
const textBytes = 64 * 1024;
/** Bytes kept for values that are used at once and never again. */
const scratchBytes = 4 * 1024;
/** What a module says that gets no further memory. Source: OPA 1.22, wasm/src/malloc.c. */
const memoryRefused = 'opa_malloc: failed';

/**
 * One memory and an instance of the policy that works on it. The heap grows upwards:
 *
 *     module's own | text in | scratch | shared data … base | one evaluation …
 *
 * What lies below the base stays, and every evaluation begins at the base again.
 */
export class PolicyMachine {
  readonly memory: LinearMemory;
  readonly #module: PolicyModule;
  readonly #imports: WebAssembly.Imports;
  readonly #maximumMemory: number;
  readonly #clock: EvaluationClock;
  readonly #timer: EvaluationTimer;
  readonly #text: number;
  readonly #scratch: number;
  #exports: ModuleExports;

  constructor(module: PolicyModule, maximumMemory: number, clock: EvaluationClock, timer: EvaluationTimer) {
    this.#module = module;
    this.#maximumMemory = maximumMemory;
    this.#clock = clock;
    this.#timer = timer;
    this.memory = new LinearMemory({ initial: module.initialMemory, maximum: maximumMemory });
    this.#imports = { env: this.#environment() };
    this.#exports = this.#instantiate();
    this.#text = this.#exports.opa_malloc(textBytes);
    this.#scratch = this.#exports.opa_malloc(scratchBytes);
  }

  get exports(): ModuleExports {
    return this.#exports;
  }

  /**
   * Makes a fresh instance on the same memory. Its constants and variables begin anew, as does its stack, of which
   * an aborted evaluation leaves a part in use. The heap stays as it is: evaluations write above the base only.
   */
  restart(): void {
    this.#exports = this.#instantiate();
  }

  /** Takes over what another machine of the same module holds below the end of its heap, and the size of its memory. */
  adopt(bytes: Uint8Array, memorySize: number): void {
    this.memory.ensure(memorySize);
    this.memory.bytes.set(bytes);
  }

  /** Parses JSON into a value on the heap. Throws where it is not JSON. */
  parse(text: string): number {
    const { address, bytes } = this.place(text);
    return this.parsePlaced(address, bytes);
  }

  /** Parses `["a","b"]` into a value that is valid until the next call. Leaves the heap where it is. */
  parseScratch(text: string): number {
    const heap = this.#exports.opa_heap_ptr_get();
    if (text.length * 16 > scratchBytes) return this.parse(text);
    this.#exports.opa_heap_ptr_set(this.#scratch);
    const value = this.parse(text);
    if (this.#exports.opa_heap_ptr_get() > this.#scratch + scratchBytes)
      throw new PolicyAbort('scratch is too small');
    this.#exports.opa_heap_ptr_set(heap);
    return value;
  }

  parsePlaced(address: number, bytes: number): number {
    const value = this.#exports.opa_json_parse(address, bytes);
    if (value === 0) throw new PolicyAbort('a text that should be JSON is not');
    return value;
  }

  /** Writes a text into memory, where it lies until the next one. */
  place(text: string): { address: number; bytes: number } {
    const written = this.memory.write(text, this.#text, textBytes);
    if (written >= 0) return { address: this.#text, bytes: written };
    const bytes = Buffer.byteLength(text);
    const address = this.#exports.opa_malloc(bytes);
    return { address, bytes: this.memory.write(text, address, bytes) };
  }

  /** Where text is put on its way in, from its address to its end. */
  textSpace(): { readonly address: number; readonly end: number } {
    return { address: this.#text, end: this.#text + textBytes };
  }

  #instantiate(): ModuleExports {
    const { exports } = new WebAssembly.Instance(this.#module.module, this.#imports);
    return exports as unknown as ModuleExports;
  }

  #environment(): WebAssembly.ModuleImports {
    return {
      memory: this.memory.memory,
      opa_abort: (message: number) => {
        throw new PolicyAbort(this.#reasonOf(this.memory.read(message)));
      },
      opa_println: () => undefined,
      opa_builtin0: (number: number) => {
        if (number !== roundsPassed) return this.#builtin(number, []);
        this.#timer.check();
        return 0;
      },
      opa_builtin1: (number: number, _: number, a: number) => this.#builtin(number, [a]),
      opa_builtin2: (number: number, _: number, a: number, b: number) => this.#builtin(number, [a, b]),
      opa_builtin3: (number: number, _: number, a: number, b: number, c: number) =>
        this.#builtin(number, [a, b, c]),
      opa_builtin4: (number: number, _: number, a: number, b: number, c: number, d: number) =>
        this.#builtin(number, [a, b, c, d]),
    };
  }

  #reasonOf(message: string): string {
    if (message !== memoryRefused) return message;
    return `the policy needs more memory than the ${this.#maximumMemory} bytes that it may have`;
  }

  /** A builtin that fails is undefined, address 0. One that throws ends the evaluation. */
  #builtin(number: number, args: readonly number[]): number {
    const builtin = this.#module.builtins[number];
    const values = args.map((arg) => this.#read(arg));
    let result: Value | undefined;
    try {
      result = builtin?.(values, this.#clock);
    } catch (cause) {
      const name = this.#module.builtinNames[number] ?? 'a builtin';
      throw new PolicyAbort(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return result === undefined ? 0 : this.#write(result);
  }

  #read(value: number): Value {
    const address = this.#exports.opa_value_dump(value);
    const { bytes } = this.memory;
    return parseValue(fromBytes(bytes.subarray(address, bytes.indexOf(0, address))));
  }

  #write(value: Value): number {
    const text = toBytes(notation(value));
    const address = this.#exports.opa_malloc(text.length);
    this.memory.bytes.set(text, address);
    const parsed = this.#exports.opa_value_parse(address, text.length);
    if (parsed === 0) throw new PolicyAbort("a builtin's result can't be read");
    return parsed;
  }
}

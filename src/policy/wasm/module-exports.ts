/**
 * What a policy compiled by OPA exports. Addresses are offsets into its linear memory, 0 is "none".
 * Source: https://www.openpolicyagent.org/docs/wasm#exports, and wasm/src in OPA's repository for the rest.
 */
export interface ModuleExports {
  /** The names of the builtins it calls in its host, as an object of name to number. */
  builtins(): number;
  entrypoints(): number;
  /** The end of what is allocated. Setting it back frees everything above, and forgets every freed block. */
  opa_heap_ptr_get(): number;
  opa_heap_ptr_set(address: number): void;
  opa_malloc(bytes: number): number;
  /** Gives a value's address, 0 where the text is not JSON. The text may be overwritten afterwards. */
  opa_json_parse(text: number, bytes: number): number;
  /** Gives the address of JSON text that ends with a zero byte. */
  opa_json_dump(value: number): number;
  /** As `opa_json_parse`, of Rego's own notation: JSON, sets (`{1,2}`, `set()`) and keys of any type. */
  opa_value_parse(text: number, bytes: number): number;
  /** As `opa_json_dump`, in Rego's own notation. */
  opa_value_dump(value: number): number;
  /** Puts a value into an object below `data`; `path` is an array of strings. Frees what it replaces. 0 is success. */
  opa_value_add_path(data: number, path: number, value: number): number;
  opa_value_remove_path(data: number, path: number): number;
  /** Gives the address of the result set as JSON text. Sets the heap pointer to `heap` first. */
  opa_eval(
    reserved: 0,
    entrypoint: number,
    data: number,
    input: number,
    inputBytes: number,
    heap: number,
    wantValue: 0,
  ): number;
}

const functions = [
  'builtins',
  'entrypoints',
  'opa_heap_ptr_get',
  'opa_heap_ptr_set',
  'opa_malloc',
  'opa_json_parse',
  'opa_json_dump',
  'opa_value_parse',
  'opa_value_dump',
  'opa_value_add_path',
  'opa_value_remove_path',
  'opa_eval',
] as const;

/** Thrown for a WebAssembly module that is not a policy this engine can run. */
export class PolicyModuleError extends Error {
  override readonly name = 'PolicyModuleError';
}

/** Checks the version of the interface, and that every function is there. Throws a PolicyModuleError. */
export function checkExports(exports: WebAssembly.Exports): ModuleExports {
  const version = globalValue(exports.opa_wasm_abi_version);
  const minor = globalValue(exports.opa_wasm_abi_minor_version);
  if (version !== 1 || minor === undefined || minor < 2) {
    throw new PolicyModuleError(
      `policy.wasm has version ${version ?? '?'}.${minor ?? '?'} of OPA's interface; this engine runs 1.2 and later`,
    );
  }
  const missing = functions.filter((name) => typeof exports[name] !== 'function');
  if (missing.length > 0) throw new PolicyModuleError(`policy.wasm does not export ${missing.join(', ')}`);
  return exports as unknown as ModuleExports;
}

function globalValue(value: unknown): number | undefined {
  return value instanceof WebAssembly.Global ? (value.value as number) : undefined;
}

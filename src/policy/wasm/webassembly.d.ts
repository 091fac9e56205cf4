/** What is used here of the WebAssembly JavaScript API; TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }
  class Memory {
    /** In pages of 64 KiB. */
    constructor(limits: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    /** By pages; gives how many there were. Throws a RangeError beyond the maximum. */
    grow(pages: number): number;
  }
  class Global {
    readonly value: unknown;
  }
  class LinkError extends Error {}
  class RuntimeError extends Error {}
  type Exports = Record<string, unknown>;
  type ModuleImports = Record<string, unknown>;
  type Imports = Record<string, ModuleImports>;
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}

// The part of the standard that compressors use: TypeScript has it in the library of the browser only.
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, () => void>>;
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { module: string; name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }
}

/** What wasm-bindgen exports of a function that takes bytes and gives bytes. */
interface BindgenExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __wbindgen_add_to_stack_pointer: (bytes: number) => number;
  readonly __wbindgen_malloc: (bytes: number) => number;
  readonly __wbindgen_free: (address: number, bytes: number) => void;
}
type CompressExport = (result: number, address: number, bytes: number) => void;

/** Writes the compressed bytes of `input` from `out[at]` on, and gives where they end. */
export type BlockCompressor = (input: Uint8Array, out: Buffer, at: number) => number;

/**
 * Calls a compressor that wasm-bindgen compiled, without the package's own JavaScript: the bytes go from `input` into its memory
 * and from there to their place in `out`, and nowhere between. `skipped` bytes at the front of each result are not wanted.
 */
export function wasmCompressor(file: Uint8Array<ArrayBuffer>, name: string, skipped = 0): BlockCompressor {
  const module = new WebAssembly.Module(file);
  const exported = new WebAssembly.Instance(module, failingImports(module)).exports;
  const wasm = exported as unknown as BindgenExports;
  const compress = exported[name] as CompressExport;
  return (input, out, at) => {
    const result = wasm.__wbindgen_add_to_stack_pointer(-16);
    try {
      const address = wasm.__wbindgen_malloc(input.length);
      new Uint8Array(wasm.memory.buffer).set(input, address);
      compress(result, address, input.length);
      const [from = 0, length = 0] = new Int32Array(wasm.memory.buffer, result, 2);
      out.set(new Uint8Array(wasm.memory.buffer, from + skipped, length - skipped), at);
      wasm.__wbindgen_free(from, length);
      return at + length - skipped;
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  };
}

/** The modules import functions that make error objects; compressing meets no error but the end of memory. */
function failingImports(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    imports[from] = {
      ...imports[from],
      [name]: () => {
        throw new Error('the compressor failed');
      },
    };
  return imports;
}

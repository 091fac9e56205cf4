import { BinaryReader } from './binary.ts';

const customSection = 0;
const functionNames = 1;

/** The names of a module's functions by their number, as far as it holds them. Source: 7.4.1 of the specification. */
export function readFunctionNames(wasm: Uint8Array): Map<number, string> {
  const names = new Map<number, string>();
  const reader = new BinaryReader(wasm, 8);
  while (!reader.done) {
    const id = reader.byte();
    const length = reader.unsigned();
    const content = new BinaryReader(wasm, reader.position, reader.position + length);
    reader.take(length);
    if (id !== customSection || content.name() !== 'name') continue;
    while (!content.done) {
      const part = content.byte();
      const size = content.unsigned();
      const next = content.position + size;
      if (part === functionNames) {
        for (let left = content.unsigned(); left > 0; left--) names.set(content.unsigned(), content.name());
      }
      content.position = next;
    }
  }
  return names;
}

/** Thrown for bytes that are not WebAssembly, or use an instruction that is not known here. */
export class WasmFormatError extends Error {
  override readonly name = 'WasmFormatError';
}

/** Reads a WebAssembly binary from front to back. Source: WebAssembly Core Specification 2.0, chapter 5. */
export class BinaryReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    if (this.done) throw new WasmFormatError('the module ends too early');
    return this.bytes[this.position++] as number;
  }

  /** An unsigned integer of up to 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WasmFormatError('an integer is too long');
  }

  /** Passes over an integer of any length. */
  skipInteger(): void {
    while (this.byte() >= 0x80);
  }

  /** Gives the next bytes without copying them. */
  take(length: number): Uint8Array {
    const start = this.position;
    if (length > this.end - start) throw new WasmFormatError('the module ends too early');
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  name(): string {
    return new TextDecoder().decode(this.take(this.unsigned()));
  }
}

/** An unsigned integer as the binary format writes it (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** A signed integer as the binary format writes it. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const pageBytes = 64 * 1024;

/** A module's memory, and text in it. Addresses are bytes from its start. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  #buffer: Buffer;
  #start: Uint8Array;

  /** @param limits in bytes; the maximum is where growing fails, and with it the evaluation that needed more */
  constructor(limits: { readonly initial: number; readonly maximum: number }) {
    this.memory = new WebAssembly.Memory({
      initial: Math.ceil(limits.initial / pageBytes),
      maximum: Math.floor(limits.maximum / pageBytes),
    });
    this.#buffer = Buffer.from(this.memory.buffer);
    this.#start = this.#buffer;
  }

  /** The bytes of the memory. Not to be kept: when the module grows its memory, earlier views are empty. */
  get bytes(): Buffer {
    if (this.#buffer.byteLength === 0) this.#buffer = Buffer.from(this.memory.buffer);
    return this.#buffer;
  }

  /** Grows to at least so many bytes. Throws a RangeError beyond the maximum. */
  ensure(size: number): void {
    const missing = Math.ceil((size - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.memory.grow(missing);
  }

  /** The bytes below an address. As `bytes`, not to be kept. */
  upTo(end: number): Uint8Array {
    if (this.#start.byteLength !== end) this.#start = new Uint8Array(this.memory.buffer, 0, end);
    return this.#start;
  }

  /** Writes UTF-8 and gives its bytes, or -1 where `capacity` may not hold it. */
  write(text: string, address: number, capacity: number): number {
    if (text.length * 3 > capacity && Buffer.byteLength(text) > capacity) return -1;
    return this.bytes.write(text, address, 'utf8');
  }

  /** Reads UTF-8 that ends with a zero byte. */
  read(address: number): string {
    const { bytes } = this;
    let end = address;
    const near = Math.min(address + 64, bytes.byteLength);
    while (end < near && bytes[end] !== 0) end += 1;
    if (end === near) end = bytes.indexOf(0, end);
    return bytes.toString('utf8', address, end);
  }
}

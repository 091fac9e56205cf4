import type { DataSource } from '../../data/data-source.ts';
import type { PolicyMachine } from './policy-machine.ts';

/** Thrown for a record or root that is not JSON. */
export class DataTextError extends Error {
  override readonly name = 'DataTextError';
}

/** Parses one record on the heap. Undefined where there is no such record. */
export function parseRecord(
  machine: PolicyMachine,
  source: DataSource,
  collection: string,
  key: string,
): number | undefined {
  const { address, end } = machine.textSpace();
  let start = address;
  let bytes = source.copyInto(collection, key, machine.memory.upTo(end), start);
  if (bytes === -1) return undefined;
  if (bytes < -1) {
    start = machine.exports.opa_malloc(-2 - bytes);
    bytes = source.copyInto(collection, key, machine.memory.bytes, start);
  }
  const value = machine.exports.opa_json_parse(start, bytes);
  if (value === 0) throw new DataTextError(`data.${collection}[${JSON.stringify(key)}] is not JSON`);
  return value;
}

/**
 * Parses an object of the records with these keys, leaving out those that are not there. The text is put together in
 * memory, so that no record becomes a string on its way.
 */
export function parseRecords(
  machine: PolicyMachine,
  source: DataSource,
  collection: string,
  keys: Iterable<string>,
): number {
  const { address, end } = machine.textSpace();
  let start = address;
  let limit = end;
  for (;;) {
    const length = writeRecords(machine.memory.upTo(limit), start, source, collection, keys);
    if (length >= 0) {
      const value = machine.exports.opa_json_parse(start, length);
      if (value === 0) throw new DataTextError(`a record of data.${collection} is not JSON`);
      return value;
    }
    const capacity = (limit - start) * 4;
    start = machine.exports.opa_malloc(capacity);
    limit = start + capacity;
  }
}

const [openBrace, closeBrace, quote, colon, comma] = [0x7b, 0x7d, 0x22, 0x3a, 0x2c] as const;

/** Gives the bytes written, or -1 where the target is too short. */
function writeRecords(
  target: Uint8Array,
  start: number,
  source: DataSource,
  collection: string,
  keys: Iterable<string>,
): number {
  let at = start;
  target[at++] = openBrace;
  for (const key of keys) {
    const entry = at;
    if (at > start + 1) target[at++] = comma;
    at = writeKey(target, at, key);
    if (at < 0 || at + 1 >= target.length) return -1;
    target[at++] = colon;
    const bytes = source.copyInto(collection, key, target, at);
    if (bytes < -1) return -1;
    at = bytes === -1 ? entry : at + bytes;
  }
  if (at >= target.length) return -1;
  target[at++] = closeBrace;
  return at - start;
}

/** Writes a key as a JSON string, and gives where it ends, or -1. */
function writeKey(target: Uint8Array, start: number, key: string): number {
  if (start + key.length + 4 > target.length) return -1;
  let at = start;
  target[at++] = quote;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return writeEscaped(target, start, key);
    target[at++] = code;
  }
  target[at++] = quote;
  return at;
}

function writeEscaped(target: Uint8Array, start: number, key: string): number {
  const text = Buffer.from(JSON.stringify(key));
  if (start + text.length + 3 > target.length) return -1;
  target.set(text, start);
  return start + text.length;
}

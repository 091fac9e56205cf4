import { BinaryReader, signed, unsigned, WasmFormatError } from './binary.ts';
import { findLoops } from './find-loops.ts';
import { readFunctionNames } from './function-names.ts';

/** What a metered module passes to its import `opa_builtin0` in place of a builtin's number. */
export const roundsPassed = -1;

/** How many rounds of loops go by before the host is told. */
const roundsBetween = 256;

/**
 * Functions of OPA's library that pass at most once over a text or a value, and run often in every evaluation: what
 * calls them is counted, and counting in them would make a decision a twelfth slower. Where a module names no functions,
 * they are counted like others.
 */
export const singlePasses: ReadonlySet<string> = new Set([
  'opa_json_lex_read',
  'opa_json_lex_read_string',
  'opa_json_writer_emit_string',
  'opa_object_get',
  'opa_value_get',
  'opa_value_hash',
]);

const section = { custom: 0, import: 2, global: 6, export: 7, code: 10 } as const;

/**
 * Rewrites a module so that it can't run for long without its host knowing: every loop that calls a function or holds
 * another loop counts its rounds, and every few hundred rounds, of whatever loops, `opa_builtin0` is called with
 * `roundsPassed`, where the host may throw. What is left out are loops that pass once over a stretch of memory, a text or
 * a value.
 * Custom sections, which name functions and tools, are dropped. Throws a WasmFormatError.
 */
export function meterModule(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new BinaryReader(wasm);
  const header = reader.take(8);
  const sections: { id: number; content: Uint8Array }[] = [];
  while (!reader.done) {
    const id = reader.byte();
    const content = reader.take(reader.unsigned());
    if (id !== section.custom) sections.push({ id, content });
  }
  const contentOf = (id: number) => sections.find((one) => one.id === id)?.content ?? Uint8Array.of(0);
  const imports = readImports(contentOf(section.import));
  const globals = new BinaryReader(contentOf(section.global)).unsigned();
  const names = readFunctionNames(reader.bytes);
  const counted = (index: number) => !singlePasses.has(names.get(imports.functions + index) ?? '');
  const check = checkCode(imports.tick, imports.globals + globals);
  if (globals === 0) throw new WasmFormatError('the module has no global variables');

  const parts: Uint8Array[] = [header];
  for (const { id, content } of sections) {
    let rewritten = content;
    if (id === section.global) rewritten = addGlobal(content);
    if (id === section.code) rewritten = meterCode(content, check, counted);
    parts.push(Uint8Array.from([id, ...unsigned(rewritten.length)]), rewritten);
  }
  return concatenate(parts);
}

/** The number of the function to call, and how many functions and globals are imported. */
function readImports(content: Uint8Array): { tick: number; functions: number; globals: number } {
  const reader = new BinaryReader(content);
  let [functions, globals, tick] = [0, 0, -1];
  for (let left = reader.unsigned(); left > 0; left--) {
    const names = [reader.name(), reader.name()];
    switch (reader.byte()) {
      case 0:
        if (names.join('.') === 'env.opa_builtin0') tick = functions;
        functions += 1;
        reader.unsigned();
        break;
      case 1:
        reader.byte();
        skipLimits(reader);
        break;
      case 2:
        skipLimits(reader);
        break;
      case 3:
        globals += 1;
        reader.take(2);
        break;
      default:
        throw new WasmFormatError('an import is of no known kind');
    }
  }
  if (tick < 0) throw new WasmFormatError('the module does not import env.opa_builtin0');
  return { tick, functions, globals };
}

function skipLimits(reader: BinaryReader): void {
  const hasMaximum = (reader.byte() & 1) === 1;
  reader.skipInteger();
  if (hasMaximum) reader.skipInteger();
}

/** Adds a variable, an i32, that holds how many rounds are left. */
function addGlobal(content: Uint8Array): Uint8Array {
  const reader = new BinaryReader(content);
  const count = reader.unsigned();
  const rest = content.subarray(reader.position);
  return concatenate([
    Uint8Array.from(unsigned(count + 1)),
    rest,
    Uint8Array.from([0x7f, 0x01, 0x41, ...signed(roundsBetween), 0x0b]),
  ]);
}

/** `if (left == 0) { opa_builtin0(roundsPassed, 0); left = roundsBetween; } left -= 1` */
function checkCode(tick: number, left: number): Uint8Array {
  const get = [0x23, ...unsigned(left)];
  const set = [0x24, ...unsigned(left)];
  const constant = (value: number) => [0x41, ...signed(value)];
  const call = [...constant(roundsPassed), ...constant(0), 0x10, ...unsigned(tick), 0x1a];
  const refill = [...constant(roundsBetween), ...set];
  return Uint8Array.from([
    ...get,
    ...[0x45, 0x04, 0x40],
    ...call,
    ...refill,
    0x0b,
    ...get,
    ...constant(1),
    0x6b,
    ...set,
  ]);
}

function meterCode(content: Uint8Array, check: Uint8Array, counted: (index: number) => boolean): Uint8Array {
  const reader = new BinaryReader(content);
  const count = reader.unsigned();
  const parts: Uint8Array[] = [Uint8Array.from(unsigned(count))];
  for (let index = 0; index < count; index++) {
    const original = reader.take(reader.unsigned());
    const body = counted(index) ? meterBody(original, check) : original;
    parts.push(Uint8Array.from(unsigned(body.length)), body);
  }
  return concatenate(parts);
}

function meterBody(body: Uint8Array, check: Uint8Array): Uint8Array {
  const reader = new BinaryReader(body);
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.skipInteger();
    reader.byte();
  }
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const { start, heavy } of findLoops(reader)) {
    if (!heavy) continue;
    parts.push(body.subarray(copied, start), check);
    copied = start;
  }
  return concatenate([...parts, body.subarray(copied)]);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

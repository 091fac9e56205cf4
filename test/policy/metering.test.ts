import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { signed, unsigned, WasmFormatError } from '../../src/policy/wasm/metering/binary.ts';
import { readFunctionNames } from '../../src/policy/wasm/metering/function-names.ts';
import { meterModule, singlePasses } from '../../src/policy/wasm/metering/meter-module.ts';
import { longBundle } from './fixtures/build-long.ts';

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const text = (value: string) => [value.length, ...Buffer.from(value)];
const section = (id: number, ...content: number[]) => [id, ...unsigned(content.length), ...content];
const i32 = 0x7f;

/** A module with one exported function of these instructions: no arguments, a number for a result, two variables. */
function moduleOf(...code: number[]): Uint8Array<ArrayBuffer> {
  const body = [1, 2, i32, ...code, 0x0b];
  return Uint8Array.from([
    ...header,
    ...section(1, 2, 0x60, 2, i32, i32, 1, i32, 0x60, 0, 1, i32),
    ...section(2, 1, ...text('env'), ...text('opa_builtin0'), 0, 0),
    ...section(3, 2, 1, 1),
    ...section(6, 1, i32, 1, 0x41, 7, 0x0b),
    ...section(7, 1, ...text('run'), 0, 1),
    ...section(10, 2, ...unsigned(body.length), ...body, 4, 0, 0x41, 1, 0x0b),
  ]);
}

/** `do { …; variable += 1 } while (variable < rounds)` */
const loop = (variable: number, rounds: number, ...inside: number[]) => [
  ...[0x03, 0x40],
  ...inside,
  ...[0x20, variable, 0x41, 1, 0x6a, 0x22, variable, 0x41, ...signed(rounds), 0x48, 0x0d, 0, 0x0b],
];
const callOther = [0x10, 2, 0x1a];

async function run(wasm: Uint8Array<ArrayBuffer>): Promise<{ result: unknown; told: number[] }> {
  const told: number[] = [];
  const tell = (number: number) => {
    told.push(number);
    return 0;
  };
  const module = await WebAssembly.compile(wasm);
  const { exports } = new WebAssembly.Instance(module, { env: { opa_builtin0: tell } });
  return { result: (exports.run as () => number)(), told };
}

describe('a metered module', () => {
  it('tells its host of every 256 rounds of a loop that calls a function', async () => {
    const wasm = moduleOf(...loop(0, 1025, ...callOther), 0x20, 0);
    assert.deepEqual(await run(wasm), { result: 1025, told: [] });
    assert.deepEqual(await run(meterModule(wasm)), { result: 1025, told: [-1, -1, -1, -1] });
  });

  it('and of a loop that holds another one, but not of that', async () => {
    const wasm = moduleOf(...loop(0, 300, 0x41, 0, 0x21, 1, ...loop(1, 1000)), 0x20, 0);
    assert.deepEqual(await run(meterModule(wasm)), { result: 300, told: [-1] });
  });

  it('but not of a loop that does neither', async () => {
    const wasm = moduleOf(...loop(0, 100_000), 0x20, 0);
    assert.deepEqual(await run(meterModule(wasm)), { result: 100_000, told: [] });
  });

  it('counts over all of its loops', async () => {
    const wasm = moduleOf(...loop(0, 200, ...callOther), ...loop(1, 200, ...callOther), 0x20, 1);
    assert.deepEqual(await run(meterModule(wasm)), { result: 200, told: [-1] });
  });

  it('passes over instructions with operands of every length', async () => {
    const wasm = moduleOf(
      ...[0x43, 0x0b, 0x03, 0x40, 0x10, 0x1a], // f32.const, of bytes that are opcodes too
      ...[0x44, 0x0b, 0x03, 0x40, 0x10, 0, 0, 0, 0, 0x1a], // f64.const
      ...[0x42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0x1a], // i64.const
      ...[0x43, 0, 0, 0, 0, 0xfc, 0, 0x1a], // i32.trunc_sat_f32_s
      ...[0x02, 0x40, 0x02, 0x40, 0x41, 1, 0x0e, 1, 0, 1, 0x0b, 0x0b], // blocks and br_table
      ...[0x41, 1, 0x04, 0x40, 0x05, 0x0b], // if else
      ...[0x41, 1, 0x41, 2, 0x41, 0, 0x1c, 1, i32, 0x1a], // select with a type
      ...loop(0, 257, ...callOther),
      ...[0x20, 0],
    );
    assert.deepEqual(await run(wasm), { result: 257, told: [] });
    assert.deepEqual(await run(meterModule(wasm)), { result: 257, told: [-1] });
  });
});

describe('metering', () => {
  let wasm: Uint8Array;
  before(async () => {
    ({ wasm } = await readPolicyBundle(await readFile(longBundle)));
  });

  it('refuses an instruction it does not know', () => {
    assert.throws(() => meterModule(moduleOf(0xfd, 0x0c, 0x41, 1)), {
      name: 'WasmFormatError',
      message: /0xfd/,
    });
  });

  it('refuses what is cut short, or does not come to an end', () => {
    for (let length = 0; length < wasm.length; length += 997) {
      assert.throws(() => meterModule(wasm.subarray(0, length)), WasmFormatError);
    }
  });

  it('knows the functions it leaves out by the names OPA gives them', () => {
    const names = new Set(readFunctionNames(wasm).values());
    for (const name of singlePasses) assert.ok(names.has(name), name);
  });
});

describe('integers of the binary format', () => {
  it('are written as in the examples of the specification, and beyond', () => {
    assert.deepEqual(unsigned(624_485), [0xe5, 0x8e, 0x26]);
    assert.deepEqual(signed(-123_456), [0xc0, 0xbb, 0x78]);
    assert.deepEqual(signed(-1), [0x7f]);
    assert.deepEqual(signed(64), [0xc0, 0x00]);
    assert.deepEqual(unsigned(0), [0]);
    assert.deepEqual(unsigned(2 ** 32 - 1), [0xff, 0xff, 0xff, 0xff, 0x0f]);
  });
});

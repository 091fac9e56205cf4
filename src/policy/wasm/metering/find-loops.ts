import { type BinaryReader, WasmFormatError } from './binary.ts';

export interface Loop {
  /** Where its first instruction stands. */
  readonly start: number;
  /** It calls a function or holds another loop, so that one round of it may take long. */
  readonly heavy: boolean;
}

const blockOpcode = 0x02;
const loopOpcode = 0x03;
const ifOpcode = 0x04;
const endOpcode = 0x0b;

/** Finds the loops in a function body's instructions, in order. The reader stands at the first instruction. */
export function findLoops(reader: BinaryReader): Loop[] {
  const loops: { start: number; heavy: boolean }[] = [];
  const open: ((typeof loops)[number] | undefined)[] = [];
  const weigh = () => {
    for (const loop of open) if (loop !== undefined) loop.heavy = true;
  };
  while (!reader.done) {
    const opcode = reader.byte();
    switch (opcode) {
      case blockOpcode:
      case ifOpcode:
        reader.skipInteger();
        open.push(undefined);
        break;
      case loopOpcode: {
        reader.skipInteger();
        weigh();
        const loop = { start: reader.position, heavy: false };
        loops.push(loop);
        open.push(loop);
        break;
      }
      case endOpcode:
        open.pop();
        break;
      default:
        if (calls(opcode)) weigh();
        for (let left = integersAfter(opcode, reader); left > 0; left--) reader.skipInteger();
    }
  }
  return loops;
}

function calls(opcode: number): boolean {
  return opcode >= 0x10 && opcode <= 0x13;
}

/**
 * How many integers follow an opcode; operands of other kinds are passed over. Source: WebAssembly Core Specification
 * 2.0, 5.4 and appendix A.7; without vectors and exceptions.
 */
function integersAfter(opcode: number, reader: BinaryReader): number {
  if (opcode >= 0x45 && opcode <= 0xc4) return 0; // comparisons, arithmetic, conversions
  if (opcode >= 0x28 && opcode <= 0x3e) return 2; // loads and stores
  if (opcode >= 0x20 && opcode <= 0x26) return 1; // variables and tables
  switch (opcode) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
      return 0;
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
    case 0x12: // return_call
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
    case 0xd0: // ref.null
    case 0xd2: // ref.func
      return 1;
    case 0x11: // call_indirect
    case 0x13: // return_call_indirect
      return 2;
    case 0x0e: // br_table
      return reader.unsigned() + 1;
    case 0x1c: // select with types
      return reader.unsigned();
    case 0x43: // f32.const
      reader.take(4);
      return 0;
    case 0x44: // f64.const
      reader.take(8);
      return 0;
    case 0xfc:
      return integersAfterPrefix(reader.unsigned());
    default:
      throw new WasmFormatError(`the instruction 0x${opcode.toString(16)} is not known`);
  }
}

function integersAfterPrefix(opcode: number): number {
  if (opcode <= 7) return 0; // truncations that saturate
  if ([9, 11, 13, 15, 16, 17].includes(opcode)) return 1; // drop, memory.fill, table.grow, .size, .fill
  if ([8, 10, 12, 14].includes(opcode)) return 2; // init and copy
  throw new WasmFormatError(`the instruction 0xfc ${opcode} is not known`);
}

import type { PolicyMachine } from './policy-machine.ts';

/** The arguments of one evaluation; what they point to lies in the machine's memory. */
export interface PreparedEvaluation {
  /** The entrypoint's number. */
  readonly entrypoint: number;
  /** The address of the data document. */
  readonly data: number;
  /** The address of the input's JSON text. */
  readonly input: number;
  readonly inputBytes: number;
  /** Where free memory begins. */
  readonly heap: number;
}

/** With all the memory below the heap, so that any machine of the module can run it. */
export interface PreparedCopy extends PreparedEvaluation {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Bytes of the whole memory, which the module keeps in mind. */
  readonly memorySize: number;
}

/** Gives the result set as JSON text. Throws when the module aborts. */
export function runPrepared(machine: PolicyMachine, prepared: PreparedEvaluation): string {
  const { entrypoint, data, input, inputBytes, heap } = prepared;
  return machine.memory.read(machine.exports.opa_eval(0, entrypoint, data, input, inputBytes, heap, 0));
}

/**
 * A reason to stop that is the user's to mend, said in words; it is printed without a stack. `exitCode` is 1 unless
 * the command was called wrongly (2).
 */
export class StopMessage extends Error {
  override readonly name: string = 'StopMessage';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

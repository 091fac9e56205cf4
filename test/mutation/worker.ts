/** A process of its own that judges mutants one by one: some never end, and some take all memory. */
import { findOpa } from '../../src/policy/build/opa.ts';
import { MutantJudge } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { allMutants } from './mutants.ts';
import { drawnCases, formedCases, shapeCases, shippedCase, typedCases } from './policies.ts';
import { connect, type Surroundings } from './surroundings.ts';

export type ToWorker =
  | { readonly surroundings: Surroundings; readonly rows: number }
  | { readonly mutant: Mutant; readonly most: number };

process.on('message', (message: ToWorker) => void answer(message));
process.on('disconnect', () => process.exit());

const DRAWN = 120;

let judge: MutantJudge | undefined;

async function answer(message: ToWorker): Promise<void> {
  if ('mutant' in message) {
    process.send?.({ verdict: await judge?.judge(message.mutant, message.most, () => process.send?.({})) });
    return;
  }
  const { surroundings, rows } = message;
  const opa = await findOpa(process.env);
  const shapes = await shapeCases(opa, rows);
  const cases = [
    ...(await typedCases(opa, rows)),
    ...shapes,
    ...(await formedCases(opa, shapes, rows)),
    ...(await drawnCases(opa, DRAWN, rows)),
    await shippedCase(surroundings.data, rows),
  ];
  judge = await MutantJudge.of(cases, await connect(surroundings), allMutants());
  process.send?.({ ready: true });
}

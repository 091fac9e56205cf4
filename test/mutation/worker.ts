/** A process of its own that judges mutants one by one: some never end, and some take all memory. */
import { findOpa } from '../../src/policy/build/opa.ts';
import { formulaCases } from './formulas/formula-cases.ts';
import type { GateCase } from './gate.ts';
import { MutantJudge } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { allMutants } from './mutants.ts';
import { drawnCases, formedCases, shapeCases, shippedCase, typedCases } from './policies.ts';
import { connect, type Surroundings } from './surroundings.ts';

/** All that the gate asks, the conditions of no rule alone, or what is asked in every run of the tests. */
export type Extent = 'all' | 'formulas' | 'brief';

export type ToWorker =
  | { readonly surroundings: Surroundings; readonly rows: number; readonly extent: Extent }
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
  const { surroundings, rows, extent } = message;
  const opa = await findOpa(process.env);
  const typed = await typedCases(opa, rows);
  const formulas = formulaCases((typed[0] as GateCase).policy);
  if (extent === 'formulas') {
    judge = await MutantJudge.of(formulas, await connect(surroundings), allMutants());
    process.send?.({ ready: true });
    return;
  }
  const shapes = await shapeCases(opa, rows);
  const shipped = await shippedCase(surroundings.data, rows);
  const brief = shapes.map((each) => ({ ...each, questions: each.questions.filter((_, n) => n % 2 === 0) }));
  const cases =
    extent === 'brief'
      ? [...formulas, ...typed, ...brief, shipped]
      : [
          ...[...formulas, ...typed, ...shapes],
          ...(await formedCases(opa, shapes, rows)),
          ...(await drawnCases(opa, DRAWN, rows)),
          shipped,
        ];
  judge = await MutantJudge.of(cases, await connect(surroundings), allMutants());
  process.send?.({ ready: true });
}

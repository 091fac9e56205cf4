import { isDeepStrictEqual } from 'node:util';
import type { Company } from './company.ts';
import { type Judgement, judge, type Question } from './judge.ts';
import { createRandom } from './random.ts';
import { randomCompany } from './random-company.ts';
import { randomQuestion } from './random-question.ts';
import type { WasmVoice } from './wasm-voice.ts';

export interface Comparison {
  readonly seed: number;
  readonly companies: number;
  readonly questionsEach: number;
  /** What the model is told of the company, where that differs from what the policy is told. */
  readonly told?: (company: Company) => Company;
  /** Sees every judgement of the model. */
  readonly seen?: (judgement: Judgement) => void;
}

export interface Disagreement {
  readonly seed: number;
  readonly company: Company;
  readonly question: Question;
  readonly model: Judgement;
  readonly policy: Judgement;
}

/** Asks model and policy the same random questions and gives the first they answer differently. */
export function findDisagreement(voice: WasmVoice, comparison: Comparison): Disagreement | undefined {
  const { seed, companies, questionsEach, told = (company) => company, seen } = comparison;
  const random = createRandom(seed);
  for (let number = 0; number < companies; number += 1) {
    const company = randomCompany(random);
    const toldCompany = told(company);
    voice.load(company);
    for (let asked = 0; asked < questionsEach; asked += 1) {
      const question = randomQuestion(random, company);
      const model = judge(toldCompany, question);
      const policy = voice.judge(question);
      seen?.(model);
      if (!isDeepStrictEqual(model, policy)) return { seed, company, question, model, policy };
    }
  }
  return undefined;
}

/** A seed of its own for each run, or the one to repeat a run with. */
export function freshSeed(): number {
  return Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 31);
}

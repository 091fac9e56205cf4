import type { Evaluation, PolicyEngine } from '../../src/policy/policy-engine.ts';

/** An engine that answers with what it is given and keeps the inputs it was asked with. */
export function fakeEngine(
  answer: Evaluation | ((input: unknown) => Evaluation),
): PolicyEngine & { inputs: unknown[] } {
  const inputs: unknown[] = [];
  return {
    revision: 'policy-1',
    entrypoints: ['authz/decision'],
    inputs,
    evaluate(_entrypoint, input) {
      inputs.push(input);
      return typeof answer === 'function' ? answer(input) : answer;
    },
    close() {},
  };
}

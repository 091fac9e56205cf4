import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pdp } from './support.ts';

const runs = Math.ceil(100 * Number(process.env.POSTERN_TEST_RUNS ?? 1));

const id = fc.constantFrom<unknown>('a', 'b', '', 1, undefined);
const properties = fc.constantFrom<unknown>({ level: 1 }, { level: 2 }, [], undefined);
const entity = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: id, id, properties }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('text', null, []) },
);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name: id, properties }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(7, null) },
);
const context = fc.constantFrom<unknown>({ level: 1 }, {}, 'text');
const members = fc.record({ subject: entity, action, resource: entity, context }, { requiredKeys: [] });
const semantic = fc.constantFrom('execute_all', 'deny_on_first_deny', 'permit_on_first_permit');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The single evaluation that one of many stands for. */
function single(defaults: Record<string, unknown>, item: Record<string, unknown>): object {
  const request: Record<string, unknown> = { ...defaults };
  for (const [name, own] of Object.entries(item)) {
    if (own === undefined) continue;
    const required = name === 'context' ? [] : name === 'action' ? ['name'] : ['type', 'id'];
    const common = defaults[name];
    request[name] =
      isObject(own) && isObject(common)
        ? { ...Object.fromEntries(required.map((key) => [key, common[key]])), ...withoutUndefined(own) }
        : own;
  }
  return request;
}

const withoutUndefined = (value: Record<string, unknown>) => JSON.parse(JSON.stringify(value));

test('a batch answers as single evaluations do, up to the one that ends it', async (t) => {
  const { post } = pdp(t, ({ subject, action, resource, context }) => {
    const texts = JSON.stringify([subject, action, resource, context]);
    return texts.length % 2 === 0;
  });
  await fc.assert(
    fc.asyncProperty(
      members,
      fc.array(members, { minLength: 1, maxLength: 6 }),
      semantic,
      async (top, items, how) => {
        const { status, body } = await post('evaluations', {
          ...top,
          evaluations: items,
          options: { evaluations_semantic: how },
        });
        assert.equal(status, 200);
        const expected: boolean[] = [];
        for (const item of items) {
          const one = await post('evaluation', single(top, item));
          assert.ok(one.status === 200 || one.status === 400);
          const decision = one.status === 200 && one.body.decision;
          const answer = body.evaluations[expected.length];
          if (one.status === 200) assert.deepEqual(answer, one.body);
          else {
            const { status: code, message } = answer.context.error;
            assert.deepEqual([code, message], [400, `evaluations[${expected.length}]: ${one.body.message}`]);
          }
          expected.push(decision);
          if (how === 'deny_on_first_deny' && !decision) break;
          if (how === 'permit_on_first_permit' && decision) break;
        }
        assert.deepEqual(
          body.evaluations.map((answer: { decision: boolean }) => answer.decision),
          expected,
        );
      },
    ),
    { numRuns: runs },
  );
});

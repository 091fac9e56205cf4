import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import type { PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { Random } from '../../policy/support/random.ts';
import { randomCompany, randomRequest } from '../../policy/support/random-company.ts';
import { runs } from '../../support/runs.ts';
import { change, type Data, deciding, documentOf, type SearchApi, searchApi } from './support.ts';

/** What a search finds, found by evaluating for each candidate. */
async function bruteForce(
  api: SearchApi,
  kind: 'subject' | 'resource' | 'action',
  request: DecisionRequest,
  candidates: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const id of candidates) {
    const asked =
      kind === 'action'
        ? { ...request, action: { name: id } }
        : { ...request, [kind]: { ...request[kind], id } };
    const { status, body } = await api.post('evaluation', asked);
    if (status === 200 && body.decision) found.push(id);
  }
  return found.sort();
}

const KINDS = ['subject', 'resource', 'action'] as const;

const ids = fc.uniqueArray(
  fc.oneof(
    fc.nat(40).map((n) => `e${n}`),
    fc.constantFrom('', 'a/b', 'ä', '😀', '\ud800', '"', 'x'.repeat(300), '__proto__', ' '),
  ),
  { maxLength: 40 },
);

describe('a search finds what evaluations allow', () => {
  test('for any decisions, any keys, any page size, and windows of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ users: ids, resources: ids, actions: ids }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.boolean()),
        async (keys, limit, window, coins) => {
          const verdicts = new Map<string, boolean>();
          const verdict = ({ subject, action, resource }: DecisionRequest) => {
            const question = JSON.stringify([subject.id, action.name, resource.id]);
            const known = verdicts.get(question) ?? coins.next().value === true;
            verdicts.set(question, known);
            return known;
          };
          const records = (names: readonly string[], prefix = '') =>
            Object.fromEntries(names.map((name) => [prefix + name, {}]));
          const data: Data = {
            users: records(keys.users),
            permissions: records(keys.actions),
            resources: { ...records(keys.resources, 'asset/'), ...records(keys.users, 'asse/') },
          };
          const api = searchApi({
            document: documentOf(data),
            engine: deciding(verdict),
            limits: { window },
          });
          const request = {
            subject: { type: 'user', id: 'somebody' },
            action: { name: 'something' },
            resource: { type: 'asset', id: 'somewhere' },
          };
          const candidates = { subject: keys.users, resource: keys.resources, action: keys.actions };
          for (const kind of KINDS) {
            const expected = await bruteForce(api, kind, request, candidates[kind]);
            assert.deepEqual(await api.all(kind, request, limit), expected);
            assert.deepEqual(await api.all(kind, request), expected);
          }
          await api.close();
        },
      ),
      { numRuns: runs(30) },
    );
  });

  describe('under the shipped policy', () => {
    let bundle: PolicyBundle;
    before(async () => {
      bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    });
    test('for random companies', async () => {
      const seed = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);
      const random = new Random(seed);
      let found = 0;
      for (let round = 0; round < runs(6); round++) {
        const company = randomCompany(random) as Data;
        const registered = Object.fromEntries(
          Array.from({ length: 12 }, () => {
            const { resource } = randomRequest(random) as unknown as DecisionRequest;
            return [`${resource.type}/${resource.id}-${random.below(9)}`, resource.properties ?? {}];
          }),
        );
        const document = documentOf({ ...company, resources: registered });
        const engine: PolicyEngine = await createPolicyEngine(bundle, document, {});
        const api = searchApi({ document, engine });
        for (let n = 0; n < 15; n++) {
          const request = randomRequest(random) as unknown as DecisionRequest;
          const { type } = request.resource;
          const { properties: _, ...resource } = request.resource;
          const prefix = `${type}/`;
          const candidates = {
            subject: Object.keys(company.users ?? {}),
            action: Object.keys(company.permissions ?? {}),
            resource: Object.keys(registered).flatMap((key) =>
              key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
            ),
          };
          for (const kind of KINDS) {
            const asked = kind === 'resource' ? { ...request, resource } : request;
            const known = kind !== 'subject' || ['user', 'service'].includes(request.subject.type);
            const expected = await bruteForce(api, kind, asked, known ? candidates[kind] : []);
            const got = await api.all(kind, asked, 1 + random.below(4));
            assert.deepEqual(got, expected, `seed ${seed}: ${kind} ${JSON.stringify(asked)}`);
            found += got.length;
          }
        }
        await api.close();
        engine.close();
      }
      assert.ok(found > 0, 'some of the searches find something');
    });
  });

  test('each page tells exactly what is so at its revision, whatever changes come in', async () => {
    const document = documentOf({ users: {} });
    const names = Array.from({ length: 400 }, (_, n) => `u${String(n).padStart(3, '0')}`);
    for (const name of names) change(document, 'users', name, { allowed: name.endsWith('7') });
    /** Who is allowed at each revision. */
    const history = new Map<string, Map<string, boolean>>();
    const note = () => {
      const users = new Map<string, boolean>();
      for (const [key, text] of document.entries('users')) users.set(key, JSON.parse(text).allowed);
      history.set(`1.${document.revision?.number}`, users);
    };
    note();
    const random = new Random(7);
    const changeOne = () => {
      const name = random.pick(names);
      change(document, 'users', name, random.chance(0.3) ? undefined : { allowed: random.chance(0.5) });
      note();
    };
    let asked = 0;
    const engine = deciding(({ subject }) => {
      asked += 1;
      if (asked % 25 === 0) setImmediate(changeOne);
      return JSON.parse(document.text('users', subject.id) ?? '{}').allowed === true;
    });
    const api = searchApi({ document, engine, limits: { window: 50, turn: 0.2 } });
    const request = {
      subject: { type: 'user' },
      action: { name: 'a' },
      resource: { type: 'r', id: 'r' },
    };
    let last = '';
    let token: string | undefined;
    const revisions = new Set<string>();
    while (token !== '') {
      const page = { limit: 10, ...(token === undefined ? {} : { token }) };
      const { status, body } = await api.post('search/subject', { ...request, page });
      assert.equal(status, 200, JSON.stringify(body));
      const results: string[] = body.results.map(({ id }: { id: string }) => id);
      token = body.page.next_token as string;
      revisions.add(body.context.revision);
      assert.equal(body.context.revision_until, undefined);
      const users = history.get(body.context.revision);
      assert.ok(users !== undefined, `revision ${body.context.revision}`);
      for (const id of results) assert.ok(id > last && users.get(id), `${id} at ${body.context.revision}`);
      // All that are allowed between the results are among them.
      const end = results.at(-1);
      if (end !== undefined) {
        const between = [...users].filter(([id, allowed]) => allowed && id > last && id <= end);
        const skipped = between.map(([id]) => id).filter((id) => !results.includes(id));
        const missed = skipped.filter((id) => id > (results[0] ?? ''));
        assert.deepEqual(missed, []);
        last = end;
      }
    }
    await api.close();
    assert.ok(revisions.size > 4, `${revisions.size} revisions`);
  });
});

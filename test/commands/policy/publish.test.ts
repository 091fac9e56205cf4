import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { needsOpa } from '../../support/opa.ts';
import { eventually, startPostern } from '../../support/postern-process.ts';
import { runPostern } from './support/run-postern.ts';

const people = { users: { ann: { teams: ['t1'] }, bob: { teams: [] } } };
const request = {
  subject: { type: 'user', id: 'stranger' },
  action: { name: 'read' },
  resource: { type: 'doc', id: 'd1', properties: { team: 'public' } },
};

/** @param more rules beside one that is about teams */
function policy(more: string, allowed = 'allow'): string {
  return `package authz

default allow := false

allow if input.resource.properties.team in data.users[input.subject.id].teams

${more}

decision := {"allow": ${allowed}, "reasons": [], "masks": []}
`;
}

const good = policy('');
const better = policy('allow if input.resource.properties.team == "public"');
const unlifted = policy('allow if upper(input.resource.properties.team) == "PUBLIC"');
const lowered = policy('allow if upper(input.resource.properties.team) == "PUBLIC"').replace(
  'default allow := false',
  '# METADATA\n# scope: document\n# custom:\n#   check_only: true\ndefault allow := false',
);
const disagreeing = policy(
  'wider if allow\n\nwider if input.resource.properties.team == "t2"',
  'wider',
).replace('default allow := false', 'default allow := false\n\ndefault wider := false');
const hiding = policy('').replace('"masks": []', '"masks": {"cost"}');
const broken = policy('allow if {');

test('policy publish hands a running control plane what passed, and nothing else', needsOpa, async (t) => {
  const { url } = await testDatabase(t);
  const { publish, output, others } = await prepare(t, url);
  const first = await publish(good);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /, 0 disagreements\npublished .*policy\.tar\.gz, revision [0-9a-f]{32}\n$/);

  const serve = startPostern(t, ['serve', '--bundle', output], {
    DATABASE_URL: url,
    POSTERN_HOME: temporaryFolder(t),
    POSTERN_ACCESS_LISTEN: '127.0.0.1:0',
    POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
    POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
  });
  const access = `http://${await serve.said('Decision API')}`;
  const active = async () => {
    const status = (await (await fetch(`${access}/v1/status`)).json()) as Status;
    return status.result.bundles.policy.active_revision;
  };
  const decision = async () => {
    const [method, headers] = ['POST', { 'content-type': 'application/json' }] as const;
    const body = JSON.stringify(request);
    const answer = await fetch(`${access}/access/v1/evaluation`, { method, headers, body });
    return ((await answer.json()) as { decision: boolean }).decision;
  };
  await eventually('the first policy', async () => (await active()) === revisionIn(first.stdout));
  assert.equal(await decision(), false);

  const second = await publish(better);
  assert.equal(second.status, 0, second.stderr);
  assert.notEqual(revisionIn(second.stdout), revisionIn(first.stdout));
  await eventually('the second policy', async () => (await active()) === revisionIn(second.stdout));
  assert.equal(await decision(), true);

  const published = await readFile(output);
  for (const [rego, said] of [
    [unlifted, /authz\/allow can't be turned into a filter:\n {2}authz\.rego:7:10: upper is given/],
    [disagreeing, /admits {3}opa eval, authz\/decision\n[\s\S]*, [1-5] disagreements?\n$/],
    [hiding, /hides something {2}opa eval, authz\/decision\n[\s\S]*, [1-5] disagreements?\n$/],
    [broken, /rego_parse_error/],
  ] as const) {
    const { status, stdout, stderr } = await publish(rego);
    assert.equal(status, 1);
    assert.match(rego === broken ? stderr : stdout, said);
    if (rego !== broken) assert.match(stderr, /^postern: Not published: .*policy\.tar\.gz is as it was\.$/m);
    assert.ok((await readFile(output)).equals(published));
  }
  assert.equal(await active(), revisionIn(second.stdout));
  assert.equal(await decision(), true);
  assert.deepEqual(await others(), []);
  assert.equal(await serve.end(), 0);
});

test('policy publish takes a rule that is no filter where the policy says so', needsOpa, async (t) => {
  const { publish, output } = await prepare(t, (await testDatabase(t)).url);
  const { status, stdout, stderr } = await publish(lowered);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^authz\/allow is for checks alone: no filter was compared$/m);
  assert.ok((await readFile(output)).length > 0);
});

test('policy publish replaces what a link leads to', needsOpa, async (t) => {
  const { publish, output, others } = await prepare(t, (await testDatabase(t)).url);
  const place = `${output}.1`;
  await writeFile(place, 'former', { mode: 0o640 });
  await symlink(place, output);
  const { status, stderr } = await publish(good);
  assert.equal(status, 0, stderr);
  assert.ok((await readFile(place)).equals(await readFile(output)));
  assert.notEqual((await readFile(place)).toString(), 'former');
  assert.deepEqual(await others(), ['policy.tar.gz.1']);
});

test('policy publish says where it can not put a bundle, before anything is checked', needsOpa, async (t) => {
  const { publish, output } = await prepare(t, (await testDatabase(t)).url);
  await mkdir(output);
  const { status, stdout, stderr } = await publish(good);
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /^postern: Not published: .*policy\.tar\.gz is not a file\.$/m);
  const nowhere = await runPostern(['policy', 'publish']);
  assert.equal(nowhere.status, 2);
  assert.match(nowhere.stderr, /name the file that is watched with -o/);
});

test(
  'policy publish says how to name the rule that decides where there is none of the usual name',
  needsOpa,
  async (t) => {
    const { publish } = await prepare(t, (await testDatabase(t)).url);
    const { status, stderr } = await publish(good.replace('\ndecision :=', '\nverdict :='));
    assert.equal(status, 1);
    assert.match(stderr, /^ {2}authz\/verdict$/m);
    assert.match(stderr, /taken to be authz\/decision \(POSTERN_DECISION\): name yours with --decision/);
  },
);

interface Status {
  readonly result: { readonly bundles: { readonly policy: { readonly active_revision?: string } } };
}

function revisionIn(stdout: string): string | undefined {
  return /revision ([0-9a-f]+)\n$/.exec(stdout)?.[1];
}

/** A folder of Rego, data of people, and a place to publish to; `others` is what else lies there. */
async function prepare(t: TestContext, url: string) {
  const folder = temporaryFolder(t);
  const [rego, data, places] = ['rego', 'people.json', 'places'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(rego);
  await mkdir(places);
  await writeFile(data, JSON.stringify(people));
  const output = join(places, 'policy.tar.gz');
  const named = ['--data', data, '--action', 'read', '--rows', '200', '-o', output];
  return {
    output,
    others: async () => (await readdir(places)).filter((name) => name !== 'policy.tar.gz'),
    async publish(text: string) {
      await writeFile(join(rego, 'authz.rego'), text);
      return runPostern(['policy', 'publish', rego, '-e', 'authz/allow', ...named], { DATABASE_URL: url });
    },
  };
}

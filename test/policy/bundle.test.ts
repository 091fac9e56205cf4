import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { packTar, unpackTar } from 'modern-tar';
import { bundleLimits, PolicyBundleError, readPolicyBundle } from '../../src/policy/bundle.ts';
import { caseNames, casesBundle } from './fixtures/build-cases.ts';

type Files = Map<string, Uint8Array>;

async function files(): Promise<Files> {
  const archive = await promisify(gunzip)(await readFile(casesBundle));
  const entries = await unpackTar(archive);
  return new Map(entries.map(({ header, data }) => [header.name, data ?? new Uint8Array()]));
}

async function pack(content: Files): Promise<Uint8Array> {
  const entries = [...content].map(([name, body]) => ({ header: { name, size: body.length }, body }));
  return promisify(gzip)(await packTar(entries));
}

async function fixture(change: (content: Files) => void): Promise<Uint8Array> {
  const content = await files();
  change(content);
  return pack(content);
}

const text = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

async function codeOf(bytes: Uint8Array): Promise<string> {
  const error = await readPolicyBundle(bytes).then(
    () => assert.fail('it was read'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof PolicyBundleError, String(error));
  assert.ok(error.message.length > 20);
  return error.code;
}

describe('a policy bundle', () => {
  it('gives revision, roots, entrypoints, module, plan and sources', async () => {
    const bundle = await readPolicyBundle(await readFile(casesBundle));
    assert.match(bundle.revision, /^[0-9a-f]{32}$/);
    assert.ok(bundle.roots.includes('cases/scan'));
    assert.ok(bundle.entrypoints.includes('cases/scan/result'));
    assert.ok(bundle.plan.entrypoints.has('cases/scan/result'));
    assert.ok(bundle.modules.get('scan.rego')?.startsWith('package cases.scan'));
    await WebAssembly.compile(bundle.wasm);
  });

  it('may name its files with or without a slash before them', async () => {
    const bare = await fixture((content) => {
      for (const [name, body] of [...content]) {
        content.delete(name);
        content.set(name.replace(/^\//, './'), body);
      }
    });
    assert.equal((await readPolicyBundle(bare)).modules.size, caseNames.length);
  });

  it('is refused where it is not a gzip file', async () => {
    assert.equal(await codeOf(text('no archive at all')), 'not_gzip');
    assert.equal(await codeOf(new Uint8Array()), 'truncated');
  });

  it('is refused where it ends too early, wherever that is', async () => {
    const whole = await readFile(casesBundle);
    for (const length of [10, 100, 5000, whole.length - 9, whole.length - 1]) {
      assert.equal(await codeOf(whole.subarray(0, length)), 'truncated', `${length} bytes`);
    }
  });

  it('is refused where its bytes are damaged', async () => {
    const damaged = Buffer.from(await readFile(casesBundle));
    damaged[5000] = (damaged[5000] ?? 0) ^ 0xff;
    assert.ok(['not_gzip', 'truncated', 'not_tar'].includes(await codeOf(damaged)));
  });

  it('is refused where the archive is cut or is none', async () => {
    assert.equal(await codeOf(await promisify(gzip)(text('x'.repeat(2000)))), 'not_tar');
    const archive = await promisify(gunzip)(await readFile(casesBundle));
    assert.equal(await codeOf(await promisify(gzip)(archive.subarray(0, 100_000))), 'not_tar');
  });

  it('is refused where it is too large, packed or unpacked', async () => {
    assert.equal(await codeOf(new Uint8Array(bundleLimits.compressed + 1)), 'too_large');
    assert.equal(await codeOf(await promisify(gzip)(Buffer.alloc(bundleLimits.unpacked + 1))), 'too_large');
  });

  for (const name of ['/.manifest', '/plan.json', '/policy.wasm']) {
    it(`is refused without ${name}`, async () => {
      assert.equal(await codeOf(await fixture((content) => content.delete(name))), 'missing_part');
    });
  }

  const manifests: Record<string, unknown> = {
    'is not JSON': '{',
    'is a list': [],
    'has a number for a revision': {
      revision: 1,
      metadata: { postern: { entrypoints: ['cases/scan/result'] } },
    },
    'has no entrypoints': { revision: 'r', roots: ['cases'] },
    'has no list of entrypoints': { metadata: { postern: { entrypoints: 'cases/scan/result' } } },
    'names an entrypoint that the plan lacks': { metadata: { postern: { entrypoints: ['cases/other'] } } },
    'has numbers for roots': { roots: [1], metadata: { postern: { entrypoints: ['cases/scan/result'] } } },
  };
  for (const [what, manifest] of Object.entries(manifests)) {
    it(`is refused where its manifest ${what}`, async () => {
      const bytes = await fixture((content) => content.set('/.manifest', text(manifest)));
      assert.equal(await codeOf(bytes), 'bad_manifest');
    });
  }

  const plans: Record<string, unknown> = {
    'is not JSON': 'plan',
    'has statements without type': { plans: { plans: [{ name: 'a', blocks: [{ stmts: [{}] }] }] } },
    'has a wrong operand': {
      funcs: {
        funcs: [
          {
            name: 'f',
            params: [0, 1],
            return: 2,
            blocks: [
              {
                stmts: [
                  { type: 'DotStmt', stmt: { source: { type: 'other', value: 1 }, key: {}, target: 3 } },
                ],
              },
            ],
          },
        ],
      },
    },
  };
  for (const [what, plan] of Object.entries(plans)) {
    it(`is refused where its plan ${what}`, async () => {
      const bytes = await fixture((content) => content.set('/plan.json', text(plan)));
      assert.equal(await codeOf(bytes), 'bad_plan');
    });
  }

  it('is refused with data in it, but may hold an empty document', async () => {
    const withData = await fixture((content) => content.set('/users/data.json', text({ u1: {} })));
    assert.equal(await codeOf(withData), 'has_data');
    const empty = await fixture((content) => content.set('/data.json', text('{ }\n')));
    await readPolicyBundle(empty);
  });
});

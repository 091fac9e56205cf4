import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from '../support/dev-process.ts';
import { documentedExample } from '../support/documentation.ts';

const data = {
  permissions: {
    'assets.view': { resource_types: { asset: true } },
    'assets.field.serial_number': { resource_types: { asset: true } },
  },
  fields: { asset: { serial_number: 'assets.field.serial_number' } },
  roles: { tech: { permissions: { 'assets.view': 'team', 'assets.field.serial_number': 'own' } } },
  users: {
    'u-amara.okafor': {
      status: 'active',
      roles: [{ role: 'tech' }],
      grants: {},
      denials: {},
      teams: ['grid'],
    },
  },
  organizations: {},
  teams: { grid: { organization: 'north' } },
};

/** In a project that has the package as it is built, and Kysely. */
test('the example of docs/filters.md runs as it stands', async (t) => {
  const folder = temporaryFolder(t);
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await symlink(packageRoot, join(modules, 'postern'));
  await symlink(join(packageRoot, 'node_modules/kysely'), join(modules, 'kysely'));
  const [script, file] = [join(folder, 'example.mjs'), join(folder, 'data.json')];
  await writeFile(script, documentedExample('docs/filters.md', 'js'));
  await writeFile(file, JSON.stringify(data));
  const env = { ...process.env, BUNDLE: join(packageRoot, 'bundles/policy.tar.gz'), DATA: file };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  const [sql = '', where = ''] = stdout.trim().split('\n');
  assert.equal(
    sql,
    'select "id", CASE WHEN "assets"."owner_id" = $1 THEN serial_number END as "serial_number" from "assets"' +
      ' where ("assets"."owner_id" = $2 OR "assets"."team_id" = $3)',
  );
  assert.deepEqual(JSON.parse(where), {
    OR: [{ ownerId: { in: ['u-amara.okafor'] } }, { teamId: { in: ['grid'] } }],
  });
});

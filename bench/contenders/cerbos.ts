import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { expand, organizationId, readCatalog, teamId } from '../support/company.ts';
import type { HttpContender } from './http-contender.ts';
import { freePort, startProgram } from './program-server.ts';

const PACKAGE = `@cerbos/cerbos-${process.platform}-${process.arch}`;
const VERSION = '0.55.0';
const FOLDER = join(packageRoot, 'bench/.cache/cerbos');

/**
 * Cerbos keeps no users: the caller sends roles and places with each request. Its policy says the roles and scopes of the
 * same catalog; users with grants, denials or another state than active are left out.
 */
export const cerbos: HttpContender = {
  name: 'Cerbos server',
  readsUsers: false,
  path: '/api/check/resources',
  body({ request, user, active, belongs }) {
    if (!user.plain || !active) return undefined;
    const places = { organizations: [organizationId(user.organization)], teams: [teamId(user.team)] };
    const { type, id } = request.resource;
    return JSON.stringify({
      principal: { id: user.id, roles: [user.role], attr: { ...places, employee: user.employee } },
      resources: [{ resource: { kind: type, id, attr: belongs }, actions: [request.action.name] }],
    });
  },
  allows(answer) {
    const [result] = (answer as { results: [{ actions: Record<string, string> }] }).results;
    return Object.values(result.actions)[0] === 'EFFECT_ALLOW';
  },
  async start() {
    const program = install();
    if (program === undefined) return { missing: `${PACKAGE} can't be installed` };
    const policies = join(FOLDER, 'policies');
    await rm(policies, { recursive: true, force: true });
    await mkdir(policies, { recursive: true });
    for (const [type, policy] of resourcePolicies()) {
      await writeFile(join(policies, `${type}.json`), JSON.stringify(policy));
    }
    const port = await freePort();
    const config = {
      server: { httpListenAddr: `127.0.0.1:${port}`, grpcListenAddr: `127.0.0.1:${await freePort()}` },
      storage: { driver: 'disk', disk: { directory: policies, watchForChanges: false } },
      telemetry: { disabled: true },
    };
    await writeFile(join(FOLDER, 'config.json'), JSON.stringify(config));
    const command = [program, 'server', '--log-level=error', `--config=${join(FOLDER, 'config.json')}`];
    return startProgram(command, port, '/_cerbos/health');
  },
};

/** The program, installed on first use. */
function install(): string | undefined {
  const program = join(FOLDER, 'node_modules', PACKAGE, `cerbos-${process.platform}-${process.arch}`);
  if (existsSync(program)) return program;
  const args = [
    'install',
    '--prefix',
    FOLDER,
    '--no-audit',
    '--no-fund',
    '--silent',
    `${PACKAGE}@${VERSION}`,
  ];
  try {
    execFileSync('npm', args, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return existsSync(program) ? program : undefined;
}

const OWN = 'R.attr.owner == P.id || R.attr.owner == P.attr.employee';
const TEAM = `R.attr.team in P.attr.teams || ${OWN}`;
const CONDITIONS: Readonly<Record<string, string>> = {
  own: OWN,
  team: TEAM,
  organization: `R.attr.organization in P.attr.organizations || ${TEAM}`,
};

/** One resource policy a type, with one rule for the permissions that a role holds in the same scope. */
function resourcePolicies(): Map<string, object> {
  const catalog = readCatalog();
  const rules = new Map<string, object[]>();
  for (const role of catalog.roles) {
    const actions = new Map<string, string[]>();
    for (const [permission, scope] of Object.entries(expand(role, catalog))) {
      const types = catalog.permissions.find(({ name }) => name === permission)?.resource_types ?? [];
      for (const type of types) {
        const place = `${type} ${scope}`;
        actions.set(place, [...(actions.get(place) ?? []), permission]);
      }
    }
    for (const [place, names] of actions) {
      const [type, scope] = place.split(' ') as [string, string];
      const expr = CONDITIONS[scope];
      const rule = { actions: names, effect: 'EFFECT_ALLOW', roles: [role.id] };
      const all = rules.get(type) ?? [];
      all.push(expr === undefined ? rule : { ...rule, condition: { match: { expr } } });
      rules.set(type, all);
    }
  }
  return new Map(
    [...rules].map(([type, all]) => [
      type,
      {
        apiVersion: 'api.cerbos.dev/v1',
        resourcePolicy: { resource: type, version: 'default', rules: all },
      },
    ]),
  );
}

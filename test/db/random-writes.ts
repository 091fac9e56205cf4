import { type Random, times } from './random.ts';

/** One statement that changes what a view reads. */
export interface Write {
  readonly table: string;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly text: string;
  readonly values: readonly unknown[];
}

type Values = readonly unknown[];
type Make = (random: Random) => Values;

const SCOPES = ['all', 'organization', 'team', 'own'];
const STATUSES = ['invited', 'active', 'deactivated'];
const TYPES = ['asset', 'contract', 'incident'];
const NAMES = ['a.view', 'a.edit', 'b.view', 'b.field.x', 'b.field.y', 'c.d.view', 'c.d.edit'];
const FORMS = [...NAMES, 'a.*', 'b.*', 'b.field.*', 'c.*', '*', 'f', 'g'];

const id = (prefix: string, count: number) => (random: Random) => `${prefix}${random.below(count)}`;
const user = id('u', 60);
const employee = id('e', 40);
const organization = id('o', 6);
const team = id('t', 12);
const role = id('r', 8);
const form = (random: Random) => random.pick(FORMS);
const scope = (random: Random) => random.pick(SCOPES);
const limited = id('type', 12);
const type = (random: Random) => random.pick(TYPES);
const orNull = (make: (random: Random) => unknown) => (random: Random) =>
  random.chance(0.4) ? null : make(random);
const moment = (random: Random) =>
  new Date(1_700_000_000_000 + random.below(1_000_000) * 1_000).toISOString();
const row =
  (...makes: ((random: Random) => unknown)[]): Make =>
  (random) =>
    makes.map((make) => make(random));

/** For what is added: an id that others refer to, or a new one where those are all taken. */
const added = (make: (random: Random) => string) => (random: Random) =>
  random.chance(0.7) ? make(random) : `${make(random)}-${random.below(1_000_000)}`;

/** Single rows are picked by these, several by the empty pattern. */
const some = (make: (random: Random) => string) => (random: Random) =>
  random.chance(0.1) ? '%' : make(random);

const permission: Make = (random) => {
  const name = random.chance(0.7) ? random.pick(NAMES) : `z.field.n${random.below(1_000)}`;
  return [
    name,
    random.pick(['f', 'g', null]),
    times(1 + random.below(2), () => type(random)),
    name.split('.')[2] ?? null,
  ];
};

const WRITES: readonly [table: string, text: string, make: Make][] = [
  [
    'organizations',
    'INSERT INTO organizations (id, code, name) VALUES ($1, $2, $2)',
    row(added(organization), added(id('code', 9))),
  ],
  [
    'organizations',
    'UPDATE organizations SET code = $2 WHERE id = $1',
    row(organization, added(id('code', 9))),
  ],
  [
    'organizations',
    'UPDATE organizations SET name = $2 WHERE id LIKE $1',
    row(some(organization), id('n', 9)),
  ],
  ['organizations', 'DELETE FROM organizations WHERE id = $1', row(organization)],
  ['organizations', `DELETE FROM organizations WHERE id LIKE $1 || '-%'`, row(organization)],
  [
    'teams',
    'INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, $1)',
    row(added(team), organization),
  ],
  ['teams', 'UPDATE teams SET organization_id = $2 WHERE id LIKE $1', row(some(team), organization)],
  ['teams', 'DELETE FROM teams WHERE id = $1', row(team)],
  ['teams', `DELETE FROM teams WHERE id LIKE $1 || '-%'`, row(team)],
  [
    'employees',
    'INSERT INTO employees (id, name, organization_id, team_id) VALUES ($1, $1, $2, $3)',
    row(added(employee), orNull(organization), orNull(team)),
  ],
  [
    'employees',
    'UPDATE employees SET organization_id = $2, team_id = $3 WHERE id LIKE $1',
    row(some(employee), orNull(organization), orNull(team)),
  ],
  ['employees', 'DELETE FROM employees WHERE id = $1', row(employee)],
  [
    'resources',
    `INSERT INTO resources (type, id, organization_id, team_id, owner_id, attributes)
     VALUES ($1, $2, $3, $4, $5, jsonb_build_object('n', $6::text))`,
    row(type, id('x', 20), orNull(organization), orNull(team), orNull(user), id('v', 3)),
  ],
  [
    'resources',
    'UPDATE resources SET organization_id = $2, team_id = $3 WHERE id LIKE $1',
    row(some(id('x', 20)), orNull(organization), orNull(team)),
  ],
  ['resources', 'UPDATE resources SET updated_at = now() WHERE id = $1', row(id('x', 20))],
  ['resources', 'DELETE FROM resources WHERE id = $1', row(id('x', 20))],
  [
    'users',
    `INSERT INTO users (id, name, email, status, employee_id) VALUES ($1, $1, $1 || '@test', $2, $3)`,
    row(added(user), (random) => random.pick(STATUSES), orNull(employee)),
  ],
  [
    'users',
    `INSERT INTO users (id, name, kind, status) SELECT $1 || '-' || n, 'many', 'service', 'active'
     FROM generate_series(1, 5) AS n`,
    row(id('bulk', 1_000_000)),
  ],
  ['users', 'UPDATE users SET employee_id = $2 WHERE id = $1', row(user, orNull(employee))],
  [
    'users',
    'UPDATE users SET status = $2 WHERE id LIKE $1',
    row(some(user), (random) => random.pick(STATUSES)),
  ],
  [
    'users',
    'UPDATE users SET name = $2, last_login_at = now() WHERE id LIKE $1',
    row(some(user), id('n', 9)),
  ],
  ['users', 'DELETE FROM users WHERE id = $1', row(user)],
  ['users', `DELETE FROM users WHERE id LIKE 'bulk%' || $1`, row(id('-', 6))],
  ['organization_members', 'INSERT INTO organization_members VALUES ($1, $2)', row(organization, user)],
  [
    'organization_members',
    `UPDATE organization_members SET organization_id = $2 WHERE user_id = $1 AND organization_id =
     (SELECT min(organization_id) FROM organization_members WHERE user_id = $1)`,
    row(user, organization),
  ],
  ['organization_members', 'DELETE FROM organization_members WHERE user_id = $1', row(user)],
  ['team_members', 'INSERT INTO team_members VALUES ($1, $2)', row(team, user)],
  [
    'team_members',
    'INSERT INTO team_members SELECT $1, id FROM users WHERE id >= $2 ORDER BY id LIMIT 3 ON CONFLICT DO NOTHING',
    row(team, user),
  ],
  [
    'team_members',
    `UPDATE team_members SET team_id = $2 WHERE user_id = $1 AND team_id =
     (SELECT min(team_id) FROM team_members WHERE user_id = $1)`,
    row(user, team),
  ],
  ['team_members', 'DELETE FROM team_members WHERE team_id = $1', row(team)],
  [
    'permissions',
    `INSERT INTO permissions (name, feature, resource_types, field, category, description)
     VALUES ($1, $2, $3, $4, 'C', '')`,
    permission,
  ],
  [
    'permissions',
    'UPDATE permissions SET feature = $2, resource_types = $3, field = $4 WHERE name = $1',
    permission,
  ],
  [
    'permissions',
    'UPDATE permissions SET category = $2 WHERE name LIKE $1',
    row(
      some((r) => r.pick(NAMES)),
      id('C', 3),
    ),
  ],
  ['permissions', 'DELETE FROM permissions WHERE name = $1', row((random) => random.pick(NAMES))],
  ['roles', 'INSERT INTO roles (id, name, scope) VALUES ($1, $1, $2)', row(added(role), scope)],
  ['roles', 'UPDATE roles SET scope = $2 WHERE id LIKE $1', row(some(role), scope)],
  ['roles', 'UPDATE roles SET organization_id = $2 WHERE id LIKE $1', row(some(role), orNull(organization))],
  ['roles', 'DELETE FROM roles WHERE id = $1', row(role)],
  ['roles', `DELETE FROM roles WHERE id LIKE $1 || '-%'`, row(role)],
  ['role_permissions', 'INSERT INTO role_permissions VALUES ($1, $2, $3)', row(role, form, orNull(scope))],
  [
    'role_permissions',
    'UPDATE role_permissions SET scope = $3 WHERE role_id LIKE $1 AND permission = $2',
    row(some(role), form, orNull(scope)),
  ],
  [
    'role_permissions',
    'DELETE FROM role_permissions WHERE role_id = $1 AND permission = $2',
    row(role, form),
  ],
  [
    'role_assignments',
    `INSERT INTO role_assignments (id, user_id, role_id, organization_id, not_after)
     VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
    row(user, role, orNull(organization), orNull(moment)),
  ],
  [
    'role_assignments',
    'UPDATE role_assignments SET not_after = $2 WHERE user_id LIKE $1',
    row(some(user), orNull(moment)),
  ],
  ['role_assignments', 'DELETE FROM role_assignments WHERE user_id = $1', row(user)],
  [
    'permission_grants',
    `INSERT INTO permission_grants (id, user_id, permission, scope, organization_id, not_after)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)`,
    row(user, form, scope, orNull(organization), orNull(moment)),
  ],
  ['permission_grants', 'UPDATE permission_grants SET permission = $2 WHERE user_id = $1', row(user, form)],
  ['permission_grants', 'DELETE FROM permission_grants WHERE user_id = $1', row(user)],
  [
    'permission_denials',
    'INSERT INTO permission_denials (id, user_id, permission, not_after) VALUES (gen_random_uuid(), $1, $2, $3)',
    row(user, form, orNull(moment)),
  ],
  [
    'permission_denials',
    'UPDATE permission_denials SET not_after = $2 WHERE user_id LIKE $1',
    row(some(user), orNull(moment)),
  ],
  ['permission_denials', 'DELETE FROM permission_denials WHERE permission = $1', row(form)],
  ['organization_limits', 'INSERT INTO organization_limits VALUES ($1, $2)', row(organization, limited)],
  [
    'organization_limits',
    'UPDATE organization_limits SET resource_type = $2 WHERE organization_id = $1 AND resource_type = $3',
    row(organization, limited, limited),
  ],
  [
    'organization_limits',
    'DELETE FROM organization_limits WHERE organization_id = $1 AND resource_type = $2',
    row(organization, limited),
  ],
  [
    'organization_limit_resources',
    'INSERT INTO organization_limit_resources VALUES ($1, $2, $3)',
    row(organization, limited, id('x', 4)),
  ],
  [
    'organization_limit_resources',
    'UPDATE organization_limit_resources SET resource_id = $2 WHERE organization_id = $1 AND resource_id <> $2',
    row(organization, id('x', 4)),
  ],
  [
    'organization_limit_resources',
    'DELETE FROM organization_limit_resources WHERE resource_id = $1',
    row(id('x', 4)),
  ],
  ['role_assignments', 'SELECT delete_ended($1)', row(moment)],
];

/** A random write. Removals are the rarer ones, so that there is something to change. */
export function randomWrite(random: Random, wanted: Partial<Pick<Write, 'table' | 'kind'>> = {}): Write {
  const choice = WRITES.map(([table, text, make]) => ({ table, kind: kindOf(text), text, make })).filter(
    ({ table, kind }) => (wanted.table ?? table) === table && (wanted.kind ?? kind) === kind,
  );
  for (;;) {
    const { table, kind, text, make } = random.pick(choice);
    if (kind !== 'delete' || wanted.kind === 'delete' || random.chance(0.25)) {
      return { table, kind, text, values: make(random) };
    }
  }
}

function kindOf(text: string): Write['kind'] {
  if (text.startsWith('INSERT')) return 'insert';
  return text.startsWith('UPDATE') ? 'update' : 'delete';
}

/** Every table that is written to; one comes after those it refers to. */
export const TABLES: readonly string[] = [...new Set(WRITES.map(([table]) => table))];

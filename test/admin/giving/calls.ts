import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Client } from '../support/client.ts';
import { PASSWORD } from '../support/people.ts';
import { type Actor, type Company, pick, SCOPES, withToken } from './company.ts';
import { NAMED } from './oracle.ts';

/** A call that was made. */
export interface Call {
  readonly answer: Answer;
  /** Whose account it took hold of: the actor must hold all that this user does. */
  readonly seized?: string;
  /** The invitation it accepted, for which somebody else answers. */
  readonly accepted?: string;
  /** A token it made. */
  readonly token?: Actor;
  /** Whether rows that name a team belong to another organization now, which is no matter of rights. */
  readonly movesTeam?: boolean;
}

/** Numbers that stand for chance. */
export type Chances = readonly [number, number, number, number, number];

type Maker = (company: Company, client: Client, chances: Chances) => Promise<Call>;

const ENDS = ['unsaid', null, 3_600, 86_400] as const;

function ending(chance: number): { not_after?: string | null } {
  const seconds = pick(ENDS, chance);
  if (seconds === 'unsaid') return {};
  return { not_after: seconds === null ? null : new Date(Date.now() + seconds * 1000).toISOString() };
}

function bound({ organizations }: Company, chance: number): { organization?: string } {
  return chance % 2 === 0 ? {} : { organization: pick(organizations, chance >> 1) };
}

async function rightOf(company: Company, user: string, kind: string, chance: number): Promise<string> {
  const body = (await company.api.admin.get(`/users/${user}`)).body;
  const rights: { id: string }[] = body[kind] ?? [];
  return `/users/${user}/${kind}/${rights.length === 0 ? '00000000-0000-7000-8000-000000000000' : pick(rights, chance).id}`;
}

const KINDS = ['assignments', 'grants', 'denials'];

function simple(make: (company: Company, client: Client, chances: Chances) => Promise<Answer>): Maker {
  return async (company, client, chances) => ({ answer: await make(company, client, chances) });
}

/** Takes hold of somebody's account. */
function seizing(make: (client: Client, user: string) => Promise<Answer>): Maker {
  return async (company, client, [a]) => {
    const seized = pick(company.users, a);
    return { answer: await make(client, seized), seized };
  };
}

export const MAKERS: Readonly<Record<string, Maker>> = {
  assign: simple((company, client, [a, b, c, d]) =>
    client.post(`/users/${pick(company.users, a)}/assignments`, {
      role: pick([...company.roles, ...company.terms.roles], b),
      ...bound(company, c),
      ...ending(d),
    }),
  ),
  'change role of assignment': simple(async (company, client, [a, b, c]) => {
    const role = pick([...company.roles, ...company.terms.roles], c);
    return client.patch(await rightOf(company, pick(company.users, a), 'assignments', b), { role });
  }),
  grant: simple((company, client, [a, b, c, d, e]) =>
    client.post(`/users/${pick(company.users, a)}/grants`, {
      permission: pick([...company.terms.rights, '*'], b),
      scope: pick(SCOPES, c),
      ...bound(company, d),
      ...ending(e),
    }),
  ),
  deny: simple((company, client, [a, b, c]) =>
    client.post(`/users/${pick(company.users, a)}/denials`, {
      permission: pick(company.terms.rights, b),
      ...ending(c),
    }),
  ),
  'change end': simple(async (company, client, [a, b, c, d]) =>
    client.patch(await rightOf(company, pick(company.users, a), pick(KINDS, b), c), ending(d)),
  ),
  'remove right': simple(async (company, client, [a, b, c]) =>
    client.delete(await rightOf(company, pick(company.users, a), pick(['denials', ...KINDS], b), c)),
  ),
  join: simple((company, client, [a, b]) => {
    const [kind, groups] = pick(
      [['organizations', company.organizations] as const, ['teams', company.teams] as const],
      b,
    );
    const user = `/users/${pick(company.users, a)}`;
    return client.put(`${user}/${kind}/${pick(groups, b >> 1)}`, user);
  }),
  leave: simple((company, client, [a, b]) => {
    const [kind, groups] = pick(
      [['organizations', company.organizations] as const, ['teams', company.teams] as const],
      b,
    );
    const user = `/users/${pick(company.users, a)}`;
    return client.delete(`${user}/${kind}/${pick(groups, b >> 1)}`, user);
  }),
  'move employee': simple((company, client, [a, b, c]) =>
    client.patch(`/employees/${pick(company.employees, a)}`, {
      organization: pick([null, ...company.organizations], b),
      team: pick([null, ...company.teams], c),
    }),
  ),
  'link employee': simple((company, client, [a, b]) =>
    client.patch(`/users/${pick(company.users, a)}`, { employee: pick([null, ...company.employees], b) }),
  ),
  'move team': async (company, client, [a, b]) => ({
    answer: await client.patch(`/teams/${pick(company.teams, a)}`, {
      organization: pick(company.organizations, b),
    }),
    movesTeam: true,
  }),
  'create role': simple(async (company, client, [a, b, c, d]) => {
    const id = `${company.prefix}role-${randomBytes(4).toString('hex')}`;
    const permissions = [
      pick(company.terms.rights, a),
      { permission: pick(company.terms.rights, a + 1 + b), scope: pick(SCOPES, b) },
    ];
    const entries = (a + 1 + b - a) % company.terms.rights.length === 0 ? permissions.slice(1) : permissions;
    const answer = await client.post('/roles', {
      id,
      name: id,
      scope: pick(SCOPES, c),
      permissions: entries,
      ...bound(company, d),
    });
    if (answer.status === 201) company.roles.push(id);
    return answer;
  }),
  'change role': simple((company, client, [a, b, c]) =>
    client.patch(`/roles/${pick(company.roles, a)}`, {
      scope: pick(SCOPES, b),
      permissions: [pick(company.terms.rights, c)],
    }),
  ),
  limit: simple((company, client, [a, b]) => {
    const path = `/organizations/${pick(company.organizations, a)}`;
    const resources = NAMED.filter((_, index) => (b >> index) % 2 === 1);
    return client.put(`${path}/limits/${company.terms.limited}`, path, { resources });
  }),
  'lift limit': simple((company, client, [a]) => {
    const path = `/organizations/${pick(company.organizations, a)}`;
    return client.delete(`${path}/limits/${company.terms.limited}`, path);
  }),
  'create user': simple(async (company, client, [a, b, c, d]) => {
    const id = `${company.prefix}${randomBytes(4).toString('hex')}`;
    const answer = await client.post('/users', {
      id,
      name: id,
      organizations: a % 2 === 0 ? [] : [pick(company.organizations, a >> 1)],
      assignments: [
        { role: pick([...company.roles, ...company.terms.roles], b), ...bound(company, c), ...ending(d) },
      ],
    });
    if (answer.status === 201) company.users.push(id);
    return answer;
  }),
  invite: simple(async (company, client, [a, b, c]) => {
    const answer = await client.post('/invitations', {
      email: `${company.prefix}${randomBytes(4).toString('hex')}@example.com`,
      name: 'Guest',
      role: pick([...company.roles, ...company.terms.roles], a),
      ...(b % 2 === 0 ? {} : { organization: pick(company.organizations, b >> 1), bound: c % 2 === 0 }),
      ...(c % 3 === 0 ? { employee: pick(company.employees, c) } : {}),
    });
    if (answer.status === 201) {
      company.invitations.push(answer.body.id);
      company.users.push(answer.body.user);
    }
    return answer;
  }),
  resend: simple((company, client, [a]) =>
    client.post(
      `/invitations/${pick([...company.invitations, '00000000-0000-7000-8000-000000000000'], a)}/resend`,
    ),
  ),
  accept: async (company, client, [a]) => {
    const accepted = pick([...company.invitations, '00000000-0000-7000-8000-000000000000'], a);
    const token = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(token).digest();
    await company.api.pool.query('UPDATE invitations SET token_hash = $2 WHERE id = $1', [accepted, hash]);
    return { answer: await client.post('/invitations/accept', { token, password: PASSWORD }), accepted };
  },
  'make token': async (company, client, [a, b, c]) => {
    const user = pick(company.users, a);
    const permissions = [...new Set([...company.terms.powers, pick(company.terms.rights, b)])];
    const answer = await client.post('/api-tokens', {
      name: 'token',
      ...(c % 2 === 0 ? {} : { user }),
      permissions,
      not_after: new Date(Date.now() + 86_400_000).toISOString(),
    });
    if (answer.status !== 201) return { answer };
    const made = { user: answer.body.user, client: withToken(company.api, answer.body.token), permissions };
    return { answer, token: made };
  },
  'change address': seizing((client, user) =>
    client.patch(`/users/${user}`, { email: `${randomBytes(4).toString('hex')}@example.com` }),
  ),
  deactivate: seizing((client, user) => client.post(`/users/${user}/deactivate`)),
  reactivate: seizing((client, user) => client.post(`/users/${user}/reactivate`)),
  'reset password': seizing((client, user) => client.post(`/users/${user}/reset-password`)),
  'reset second factor': seizing((client, user) => client.post(`/users/${user}/reset-second-factor`)),
  'end sessions': seizing((client, user) => client.delete(`/users/${user}/sessions`, `/users/${user}`)),
};

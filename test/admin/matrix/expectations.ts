import type { Belonging, Target } from './catalog-rules.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The ids of what there is in one place. */
export interface Place {
  readonly user: string;
  readonly employee: string;
  readonly team: string;
  readonly organization: string;
  readonly role: string;
  readonly invitation: string;
  readonly token: string;
  readonly resource: string;
}

export interface Expectation {
  readonly operation: string;
  /** A list answers whoever holds the permission anywhere. */
  readonly kind: 'single' | 'list' | 'creation';
  readonly belonging: Belonging;
  /** The path, below `/admin/v1`. */
  readonly path: (place: Place) => string;
  readonly body?: (place: Place, unique: string) => unknown;
}

const MISSING = '00000000-0000-7000-8000-000000000000';
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

function single(
  operation: string,
  belonging: Belonging,
  path: Expectation['path'],
  body?: Expectation['body'],
): Expectation {
  return { operation, kind: 'single', belonging, path, ...(body && { body }) };
}

const list = (operation: string, path: string): Expectation => ({
  operation,
  kind: 'list',
  belonging: 'nothing',
  path: () => path,
});

const creation = (
  operation: string,
  belonging: Belonging,
  path: string,
  body: Expectation['body'],
): Expectation => ({
  operation,
  kind: 'creation',
  belonging,
  path: () => path,
  ...(body && { body }),
});

const user = (operation: string, rest = '', body?: Expectation['body']) =>
  single(operation, 'team', (place) => `/users/${place.user}${rest}`, body);
const organization = (operation: string, rest = '', body?: Expectation['body']) =>
  single(operation, 'organization', (place) => `/organizations/${place.organization}${rest}`, body);
const empty = () => ({});

/** What each route that asks for a permission is expected to ask for, and of what. A change never fits `If-Match`. */
export const EXPECTATIONS: Readonly<Record<`${Method} /${string}`, Expectation>> = {
  'GET /users': list('users.list', '/users?limit=200'),
  'GET /users/:id': user('users.get'),
  'POST /users': creation('users.create', 'team', '/users', ({ team }, id) => ({
    id,
    name: 'New',
    kind: 'service',
    teams: [team],
  })),
  'PATCH /users/:id': user('users.update', '', empty),
  'DELETE /users/:id': user('users.delete'),
  'POST /users/:id/deactivate': user('users.deactivate', '/deactivate'),
  'POST /users/:id/reactivate': user('users.reactivate', '/reactivate'),
  'GET /users/:id/rights': user('users.effective_rights', '/rights'),
  'GET /users/:id/image': user('users.get', '/image'),
  'GET /users/:id/access': user('users.get', '/access'),
  'POST /users/:id/unlock': user('users.unlock', '/unlock'),
  'POST /users/:id/reset-password': user('users.reset_password', '/reset-password'),
  'POST /users/:id/reset-second-factor': user('users.reset_second_factor', '/reset-second-factor'),
  'GET /users/:user/sessions': user('sessions.list', '/sessions'),
  'DELETE /users/:user/sessions': user('sessions.end', '/sessions'),
  'DELETE /users/:user/sessions/:session': user('sessions.end', `/sessions/${MISSING}`),
  'GET /users/:user/assignments': user('users.get', '/assignments'),
  'GET /users/:user/assignments/:right': user('users.get', `/assignments/${MISSING}`),
  'POST /users/:user/assignments': user('users.assign_role', '/assignments', () => ({
    role: 'no-such-role',
  })),
  'PATCH /users/:user/assignments/:right': user('users.assign_role', `/assignments/${MISSING}`, empty),
  'DELETE /users/:user/assignments/:right': user('users.unassign_role', `/assignments/${MISSING}`),
  'GET /users/:user/grants': user('users.get', '/grants'),
  'GET /users/:user/grants/:right': user('users.get', `/grants/${MISSING}`),
  'POST /users/:user/grants': user('users.grant', '/grants', () => ({ permission: 'no.such', scope: 'own' })),
  'PATCH /users/:user/grants/:right': user('users.grant', `/grants/${MISSING}`, empty),
  'DELETE /users/:user/grants/:right': user('users.revoke_grant', `/grants/${MISSING}`),
  'GET /users/:user/denials': user('users.get', '/denials'),
  'GET /users/:user/denials/:right': user('users.get', `/denials/${MISSING}`),
  'POST /users/:user/denials': user('users.deny', '/denials', () => ({ permission: 'no.such' })),
  'PATCH /users/:user/denials/:right': user('users.deny', `/denials/${MISSING}`, empty),
  'DELETE /users/:user/denials/:right': user('users.remove_denial', `/denials/${MISSING}`),
  'GET /users/:user/organizations': user('users.get', '/organizations'),
  'PUT /users/:user/organizations/:group': user('users.add_organization', '/organizations/north'),
  'DELETE /users/:user/organizations/:group': user('users.remove_organization', '/organizations/north'),
  'GET /users/:user/teams': user('users.get', '/teams'),
  'PUT /users/:user/teams/:group': user('users.add_team', '/teams/mine'),
  'DELETE /users/:user/teams/:group': user('users.remove_team', '/teams/mine'),

  'GET /employees': list('employees.list', '/employees?limit=200'),
  'GET /employees/:id': single('employees.get', 'team', ({ employee }) => `/employees/${employee}`),
  'POST /employees': creation('employees.create', 'team', '/employees', ({ team }, id) => ({
    id,
    name: 'New',
    team,
  })),
  'PATCH /employees/:id': single(
    'employees.update',
    'team',
    ({ employee }) => `/employees/${employee}`,
    empty,
  ),
  'DELETE /employees/:id': single('employees.delete', 'team', ({ employee }) => `/employees/${employee}`),

  'GET /organizations': list('organizations.list', '/organizations?limit=200'),
  'GET /organizations/:id': organization('organizations.get'),
  'POST /organizations': creation('organizations.create', 'nothing', '/organizations', (_place, id) => ({
    ...{ id, code: id, name: id },
  })),
  'PATCH /organizations/:id': organization('organizations.update', '', empty),
  'DELETE /organizations/:id': organization('organizations.delete'),
  'GET /organizations/:organization/limits': organization('organizations.list_limits', '/limits'),
  'GET /organizations/:organization/limits/:type': organization('organizations.list_limits', '/limits/none'),
  'PUT /organizations/:organization/limits/:type': organization(
    'organizations.set_limit',
    '/limits/none',
    () => ({
      resources: [],
    }),
  ),
  'DELETE /organizations/:organization/limits/:type': organization(
    'organizations.remove_limit',
    '/limits/none',
  ),

  'GET /teams': list('teams.list', '/teams?limit=200'),
  'GET /teams/:id': single('teams.get', 'team', ({ team }) => `/teams/${team}`),
  'POST /teams': creation('teams.create', 'organization', '/teams', (place, id) => ({
    ...{ id, name: id, organization: place.organization },
  })),
  'PATCH /teams/:id': single('teams.update', 'team', ({ team }) => `/teams/${team}`, empty),
  'DELETE /teams/:id': single('teams.delete', 'team', ({ team }) => `/teams/${team}`),

  'GET /roles': list('roles.list', '/roles?limit=200'),
  'GET /roles/:id': single('roles.get', 'organization', ({ role }) => `/roles/${role}`),
  'POST /roles': creation('roles.create', 'organization', '/roles', (place, id) => ({
    ...{ id, name: id, scope: 'own', organization: place.organization },
  })),
  'PATCH /roles/:id': single('roles.update', 'organization', ({ role }) => `/roles/${role}`, empty),
  'POST /roles/:id/preview': single(
    'roles.preview',
    'organization',
    ({ role }) => `/roles/${role}/preview`,
    empty,
  ),
  'DELETE /roles/:id': single('roles.delete', 'organization', ({ role }) => `/roles/${role}`),

  'GET /permissions': list('permissions.list', '/permissions'),
  'GET /catalog': single('catalog.get', 'nothing', () => '/catalog'),

  'GET /resources': list('resources.list', '/resources?limit=200'),
  'GET /resources/:type/:id': single('resources.get', 'team', ({ resource }) => `/resources/${resource}`),
  'PUT /resources/:type/:id': single(
    'resources.put',
    'team',
    ({ resource }) => `/resources/${resource}`,
    ({ team }) => ({
      team,
    }),
  ),
  'DELETE /resources/:type/:id': single(
    'resources.delete',
    'team',
    ({ resource }) => `/resources/${resource}`,
  ),
  'POST /resources/bulk': creation('resources.put', 'team', '/resources/bulk', ({ team }, id) => ({
    put: [{ type: 'thing', id, team }],
  })),

  'GET /audit-events': list('audit_events.list', '/audit-events'),

  'GET /invitations': list('invitations.list', '/invitations?limit=200'),
  'GET /invitations/:id': single('invitations.get', 'team', ({ invitation }) => `/invitations/${invitation}`),
  'POST /invitations': creation('users.invite', 'organization', '/invitations', (place, id) => ({
    ...{ email: `${id}@example.com`, name: 'New', role: 'viewer', organization: place.organization },
  })),
  'POST /invitations/:id/resend': single(
    'invitations.resend',
    'team',
    (place) => `/invitations/${place.invitation}/resend`,
  ),
  'POST /invitations/:id/revoke': single(
    'invitations.revoke',
    'team',
    (place) => `/invitations/${place.invitation}/revoke`,
  ),

  'GET /api-tokens': list('api_tokens.list', '/api-tokens?limit=200'),
  'GET /api-tokens/:id': single('api_tokens.get', 'team', ({ token }) => `/api-tokens/${token}`),
  'POST /api-tokens': creation('api_tokens.create', 'team', '/api-tokens', (place) => ({
    ...{ name: 'New', user: place.user, permissions: ['*'], not_after: inAnHour() },
  })),
  'DELETE /api-tokens/:id': single('api_tokens.revoke', 'team', ({ token }) => `/api-tokens/${token}`),
};

/** Routes for whoever signed in, about themselves: a token does not do, and no permission is asked. */
export const OWN = /^[A-Z]+ \/(session$|me$|me\/(?!rights$))/;
/** Routes for whoever has a token. */
export const ANYBODY = new Set(['GET /me/rights']);
/** Routes that need no token: signing in, and what the links in mails open. */
export const OPEN = new Set([
  'POST /sign-in',
  'POST /password-resets',
  'POST /password-resets/complete',
  'POST /invitations/look-up',
  'POST /invitations/accept',
]);

/** The place of what is nowhere. */
export const NOWHERE: Place = {
  user: 'nobody',
  employee: 'nobody',
  team: 'nobody',
  organization: 'nobody',
  role: 'nobody',
  invitation: MISSING,
  token: MISSING,
  resource: 'thing/nobody',
};

export const PLACES: Readonly<Record<Target, { readonly organization: string; readonly team: string }>> = {
  own: { organization: 'north', team: 'mine' },
  'other team': { organization: 'north', team: 'theirs' },
  'other organization': { organization: 'south', team: 'southern' },
};

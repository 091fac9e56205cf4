import { type BenchCompany, type Entry, organizationId, readCatalog, teamId, uuid } from './company.ts';

/** Subjects of whom much the same is asked: a filter for one is as much work as for another. */
export interface SubjectClass {
  readonly name: string;
  readonly ids: readonly string[];
}

const IDS = 200;
const FUTURE = 4_000_000_000;
const PAST = 1_600_000_000;
const ROLES = ['admin', 'manager', 'tech', 'viewer'] as const;

/** Users that the company has, by what they hold. */
export function companyClasses(company: BenchCompany): SubjectClass[] {
  const numbers = Array.from({ length: Math.min(company.users, 20_000) }, (_, n) => n);
  const active = numbers.filter((n) => n % 97 !== 5);
  const among = (name: string, which: (n: number) => boolean): SubjectClass => ({
    name,
    ids: active
      .filter(which)
      .slice(0, IDS)
      .map((n) => uuid(1, n)),
  });
  return [
    ...ROLES.map((role) =>
      among(role, (n) => {
        const user = company.user(n);
        return user.plain && user.role === role;
      }),
    ),
    among('with a grant', (n) => n % 20 === 7),
    among('with a denial', (n) => n % 50 === 9),
    { name: 'deactivated', ids: [uuid(1, 5)] },
    { name: 'unknown', ids: ['nobody'] },
  ];
}

/** Users with more than the company's have, each with a class of its own. */
export function richUsers(company: BenchCompany): { classes: SubjectClass[]; entries: Entry[] } {
  // Its organization limits services.
  const limited = 3 % company.organizations;
  const teams = [0, 1, 2, limited].map(teamId);
  const organizations = [0, 1, 2].map(organizationId);
  const active = { status: 'active', employee: 'e-rich', grants: {}, denials: {}, organizations, teams };
  const documents: readonly (readonly [name: string, document: object])[] = [
    ['all, limited', { ...active, roles: [{ role: 'admin' }] }],
    ['bound', { ...active, roles: [{ role: 'manager', organization: organizationId(1) }] }],
    ['bound, limited', { ...active, roles: [{ role: 'admin', organization: organizationId(limited) }] }],
    [
      'five roles',
      {
        ...active,
        roles: [
          { role: 'manager', organization: organizationId(0) },
          { role: 'tech', organization: organizationId(1), not_after: FUTURE },
          { role: 'manager', not_after: FUTURE },
          { role: 'viewer' },
          { role: 'admin', not_after: PAST },
        ],
        grants: {
          'contracts.view': [{ scope: 'team', organization: organizationId(2), not_after: FUTURE }],
          'assets.view': [{ scope: 'own' }],
        },
        denials: { 'incidents.edit': { not_after: PAST } },
      },
    ],
  ];
  const id = (name: string) => `rich ${name}`;
  return {
    classes: documents.map(([name]) => ({ name, ids: [id(name)] })),
    entries: documents.map(([name, document]) => ['users', id(name), document]),
  };
}

/** A permission with a type that it applies to. */
export interface FilterAction {
  readonly action: string;
  readonly type: string;
}

export function allActions(): FilterAction[] {
  return readCatalog().permissions.flatMap(({ name, resource_types: [type] }) =>
    type === undefined ? [] : [{ action: name, type }],
  );
}

/** The actions that a report shows one by one. */
export const SHOWN: readonly FilterAction[] = [
  { action: 'assets.view', type: 'asset' },
  { action: 'contracts.view', type: 'contract' },
  { action: 'incidents.edit', type: 'incident' },
  { action: 'services.view', type: 'service' },
];

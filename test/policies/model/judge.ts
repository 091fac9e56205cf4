/**
 * What the shipped policy means, written from its description and independent of the Rego: a second opinion for
 * tests. It is slow, plain and structured by the questions a person would ask.
 */
import type { Company, Scope, Terms, User } from './company.ts';

export interface Question {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly subject: { readonly type?: unknown; readonly id?: unknown };
  readonly action: { readonly name?: unknown };
  readonly resource: {
    readonly type?: unknown;
    readonly id?: unknown;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

export interface Judgement {
  readonly allow: boolean;
  /** Why not, without the message. */
  readonly reasons: readonly Readonly<Record<string, unknown>>[];
  readonly masks: readonly string[];
}

/** Something that gives a permission: how far it reaches, and on what terms. */
interface Right {
  readonly scope: Scope;
  readonly terms: Terms;
}

const fromNarrowToWide: readonly Scope[] = ['own', 'team', 'organization', 'all'];
const width = (scope: Scope) => fromNarrowToWide.indexOf(scope);

export function judge(company: Company, question: Question): Judgement {
  const reason = whyNot(company, question, question.action.name);
  return {
    allow: reason === undefined,
    reasons: reason === undefined ? [] : [reason],
    masks: hiddenFields(company, question),
  };
}

function hiddenFields(company: Company, question: Question): string[] {
  const hidden: string[] = [];
  for (const [name, { types, field }] of company.permissions) {
    const ofThisType = types.some((type) => type === question.resource.type);
    if (field !== undefined && ofThisType && whyNot(company, question, name) !== undefined)
      hidden.push(field);
  }
  return hidden.sort();
}

/** The first thing that would have to change for the permission to be allowed, undefined where it is. */
function whyNot(company: Company, question: Question, permission: unknown) {
  const { subject, resource, now } = question;
  const user = company.users.get(subject.id as string);
  if (user === undefined || (subject.type !== 'user' && subject.type !== 'service')) {
    return { code: 'user_unknown' };
  }
  if (user.status !== 'active') return { code: 'user_not_active', status: user.status };
  if (typeof permission !== 'string') return { code: 'permission_required' };
  const known = company.permissions.get(permission);
  if (known === undefined || !known.types.some((type) => type === resource.type)) {
    return { code: 'permission_required', permission };
  }

  const given = whatGives(company, user, permission);
  const { feature } = known;
  const required = {
    code: 'permission_required',
    permission,
    ...(feature === undefined ? {} : { feature }),
  };
  if (given.length === 0) return required;
  const denial = user.denials.find((one) => one.permission === permission && !over(one, now));
  if (denial !== undefined) return { ...required, denied: true };
  const alive = given.filter(({ terms }) => !over(terms, now));
  if (alive.length === 0) {
    return {
      code: 'grant_expired',
      permission,
      not_after: Math.max(...given.map(({ terms }) => terms.until ?? 0)),
    };
  }

  const place = whereIs(company, resource.properties ?? {});
  const nearest = nearestScope(company, question, user, place);
  const reaching = alive.filter(
    ({ scope, terms }) =>
      width(scope) >= width(nearest) &&
      (terms.organization === undefined || place.organizations.includes(terms.organization)),
  );
  if (reaching.length === 0) return outOfScope(permission, alive);
  const stoppedBy = reaching.map(({ terms }) => limitsInTheWay(company, question, user, terms.organization));
  if (stoppedBy.some((organizations) => organizations.length === 0)) return undefined;
  const organizations = unique(stoppedBy.flat());
  return { code: 'organization_limit', permission, resource_type: resource.type, organizations };
}

function whatGives(company: Company, user: User, permission: string): Right[] {
  const rights: Right[] = [];
  for (const assignment of user.assignments) {
    const scope = company.roles.get(assignment.role)?.get(permission);
    if (scope !== undefined) rights.push({ scope, terms: assignment });
  }
  for (const grant of user.grants) {
    if (grant.permission === permission) rights.push({ scope: grant.scope, terms: grant });
  }
  return rights;
}

function over({ until }: { readonly until?: number }, now: number): boolean {
  return until !== undefined && until * 1000 <= now;
}

interface Place {
  /** What the resource names as teams, and what it belongs to. */
  readonly teams: readonly unknown[];
  readonly organizations: readonly unknown[];
}

function whereIs(company: Company, properties: Readonly<Record<string, unknown>>): Place {
  const teams = [properties.team, ...listed(properties.teams)];
  const ofTeams = teams.map((team) => company.teams.get(team as string)).filter((id) => id !== undefined);
  return { teams, organizations: [properties.organization, ...listed(properties.organizations), ...ofTeams] };
}

function listed(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** The narrowest scope that admits the resource for this user. */
function nearestScope(company: Company, question: Question, user: User, place: Place): Scope {
  const owner = question.resource.properties?.owner;
  const isUser = owner !== undefined && owner === question.subject.id;
  if (isUser || (user.employee !== undefined && owner === user.employee.id)) return 'own';
  if (teamsOf(user).some((team) => place.teams.includes(team))) return 'team';
  if (organizationsOf(company, user).some((id) => place.organizations.includes(id))) return 'organization';
  return 'all';
}

function teamsOf({ teams, employee }: User): string[] {
  return employee?.team === undefined ? [...teams] : [...teams, employee.team];
}

function organizationsOf(company: Company, user: User): string[] {
  const throughTeams = teamsOf(user).map((team) => company.teams.get(team));
  const all = [...user.organizations, user.employee?.organization, ...throughTeams];
  return unique(all.filter((id) => id !== undefined));
}

/** The organizations whose limits keep a right from the resource; none where it gets through. */
function limitsInTheWay(
  company: Company,
  { resource }: Question,
  user: User,
  bound: string | undefined,
): string[] {
  const obeyed = bound === undefined ? organizationsOf(company, user) : [bound];
  const limiting = obeyed.filter((id) => idsAllowed(company, id, resource.type) !== undefined);
  const allowed = limiting.flatMap((id) => idsAllowed(company, id, resource.type) ?? []);
  return allowed.some((id) => id === resource.id) ? [] : limiting;
}

function idsAllowed(company: Company, organization: string, type: unknown): readonly string[] | undefined {
  return company.organizations.get(organization)?.limits.get(type as string);
}

function outOfScope(permission: string, alive: readonly Right[]) {
  const scope = fromNarrowToWide[Math.max(...alive.map((right) => width(right.scope)))];
  const bound = alive.map(({ terms }) => terms.organization);
  const organizations = bound.includes(undefined) ? {} : { organizations: unique(bound) };
  return { code: 'out_of_scope', permission, scope, ...organizations };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)].sort();
}

import type { DecisionRequest } from '../../src/policy/decision.ts';
import { type BenchCompany, type BenchUser, organizationId, pick, teamId, uuid } from './company.ts';

/** One request, and what a stateless engine has to be sent besides. */
export interface Case {
  readonly request: DecisionRequest;
  readonly user: BenchUser;
  readonly active: boolean;
  /** Where the resource belongs, organization of its team included. */
  readonly belongs: { readonly organization: string; readonly team: string; readonly owner: string };
}

const ASKED = [
  ['contracts.view', 'contract'],
  ['assets.view', 'asset'],
  ['assets.edit', 'asset'],
  ['incidents.view', 'incident'],
  ['incidents.edit', 'incident'],
  ['incidents.resolve', 'incident'],
  ['changes.approve', 'change'],
  ['problems.view', 'problem'],
] as const;

/** `count` requests of random users: about things of their own, their team, their organization, or others'. */
export function makeCases(company: BenchCompany, count: number): Case[] {
  return Array.from({ length: count }, (_, n) => {
    const number = pick(20, n, company.users);
    const user = company.user(number);
    const [permission, type] = ASKED[pick(21, n, ASKED.length)] as (typeof ASKED)[number];
    const place = pick(22, n, 4);
    const team = place < 2 ? user.team : (user.team + company.organizations * pick(23, n, 5)) % company.teams;
    const belongsTo = place === 3 ? (team + 1) % company.teams : team;
    const belongs = {
      organization: organizationId(company.organizationOf(belongsTo)),
      team: teamId(belongsTo),
      owner: place === 0 ? user.employee : uuid(2, pick(24, n, company.users)),
    };
    const properties = n % 5 === 0 ? { team: belongs.team, owner: belongs.owner } : belongs;
    return {
      request: {
        subject: { type: 'user', id: user.id },
        action: { name: permission },
        resource: { type, id: `${type}-${n}`, properties },
      },
      user,
      active: number % 97 !== 5,
      belongs,
    };
  });
}

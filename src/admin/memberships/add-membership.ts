import type { ChangeTools } from '../change.ts';
import { insertMembership, type MembershipKind, membershipTables } from './queries.ts';

/**
 * Adds a user to an organization or a team; the actor must be allowed to where the user comes to. Returns whether
 * there is such a group.
 */
export async function addMembership(
  { client, judge }: ChangeTools,
  kind: MembershipKind,
  user: string,
  group: string,
): Promise<boolean> {
  const { operations, groups } = membershipTables[kind];
  await judge.demand(operations.add, { type: 'user', id: user, properties: { [groups]: [group] } });
  return insertMembership(client, kind, user, group);
}

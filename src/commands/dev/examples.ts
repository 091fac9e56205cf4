import type { DataSource } from '../../data/data-source.ts';
import type { Decision, DecisionRequest } from '../../policy/decision.ts';

/** Requests to show: one that is allowed, and one that a grant of its permission would allow. */
export interface Examples {
  readonly allowed: DecisionRequest | undefined;
  readonly denied: { readonly request: DecisionRequest; readonly message: string } | undefined;
}

/** As many users as are looked at; a demo has fewer. */
const USERS = 1_000;

interface UserRecord {
  readonly status: string;
  readonly denials?: Record<string, unknown>;
  readonly organizations?: readonly string[];
  readonly teams?: readonly string[];
}

/**
 * Finds the examples by asking the policy itself, so that they hold for whatever the data has become since the last
 * start. The subject is an active user who is in an organization, the one with the allowed request where possible.
 */
export function findExamples(data: DataSource, decide: (request: DecisionRequest) => Decision): Examples {
  const permissions = shownPermissions(data);
  const users = activeMembers(data);
  let allowed: Examples['allowed'];
  for (const [id, user] of users) {
    const requests = permissions.map(([name, type]) => ask(id, user, name, type));
    const mayDo = requests.find((request) => decide(request).allow);
    allowed ??= mayDo;
    if (mayDo === undefined) continue;
    for (const request of requests) {
      const decision = decide(request);
      if (decision.allow || !grantWouldAllow(data, user, request, decision)) continue;
      return { allowed: mayDo, denied: { request, message: decision.reasons[0]?.message ?? '' } };
    }
  }
  return { allowed, denied: undefined };
}

function ask(id: string, user: UserRecord, permission: string, type: string): DecisionRequest {
  const organization = user.organizations?.[0] ?? '';
  const team = user.teams?.[0];
  return {
    subject: { type: 'user', id },
    action: { name: permission },
    resource: {
      type,
      id: `${type}-1`,
      properties: team === undefined ? { organization } : { organization, team },
    },
  };
}

/** Nothing but the missing permission is in the way: no denial of it, no limit on the type of resource. */
function grantWouldAllow(
  data: DataSource,
  user: UserRecord,
  request: DecisionRequest,
  decision: Decision,
): boolean {
  const { action, resource } = request;
  return (
    decision.reasons[0]?.code === 'permission_required' &&
    user.denials?.[action.name] === undefined &&
    !user.organizations?.some((organization) => limitsOf(data, organization)?.[resource.type] !== undefined)
  );
}

function limitsOf(data: DataSource, organization: string): Record<string, unknown> | undefined {
  const record = data.text('organizations', organization);
  return record === undefined
    ? undefined
    : (JSON.parse(record) as { limits?: Record<string, unknown> }).limits;
}

function activeMembers(data: DataSource): [id: string, user: UserRecord][] {
  const members: [string, UserRecord][] = [];
  for (const [id, text] of data.entries('users')) {
    const user = JSON.parse(text) as UserRecord;
    if (user.status === 'active' && (user.organizations?.length ?? 0) > 0) members.push([id, user]);
    if (members.length === USERS) break;
  }
  return members.sort(byKey);
}

/** Permissions of things, with a type each applies to; not of fields, and not those that give rights over Postern. */
function shownPermissions(data: DataSource): [permission: string, type: string][] {
  const shown: [string, string][] = [];
  for (const [name, text] of data.entries('permissions')) {
    const { category, resource_types } = JSON.parse(text) as PermissionRecord;
    const [type] = Object.keys(resource_types);
    if (type !== undefined && category !== 'Administration' && !name.includes('.field.'))
      shown.push([name, type]);
  }
  return shown.sort(byKey);
}

interface PermissionRecord {
  readonly category: string;
  readonly resource_types: Record<string, true>;
}

function byKey(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

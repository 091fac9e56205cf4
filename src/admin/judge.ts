import type { DecisionRequest, Reason } from '../policy/decision.ts';
import type { Actor } from './authentication.ts';
import type { AdminDependencies } from './dependencies.ts';
import { unavailable } from './http/problems.ts';
import { type ListedRows, type ListScope, scopeOf } from './list-scope.ts';
import { type OperationPermission, permissionRequired } from './permission-required.ts';
import { row } from './queryable.ts';

/** What a permission is asked for: a row as it is, or what a new one would be. */
export type Resource = DecisionRequest['resource'];

/** Asks the policy on behalf of one actor. Needs no database connection once it is made. */
export interface Judge {
  readonly actor: Actor;
  /** Whether the policy was asked anything yet. */
  readonly asked: boolean;
  /** Throws a 403 problem unless the actor may do `operation` to `resource`. */
  demand(operation: string, resource: Resource): Promise<void>;
  /** Throws a 403 problem when the actor may do `operation` to nothing of this type, whatever it belongs to. */
  demandSomewhere(operation: string, type: string): Promise<void>;
  allows(operation: string, resource: Resource): Promise<boolean>;
  /**
   * The rows to which the actor may do `operation`. Throws a 403 problem as `demandSomewhere`, and a 503 problem for a
   * policy that can't say them.
   */
  scope(operation: string, listed: ListedRows): Promise<ListScope>;
}

/** A resource that names nothing can be out of reach where another would be in it. */
const DEPENDS_ON_RESOURCE = new Set(['out_of_scope', 'organization_limit']);

/** Waits until the policy decides on everything committed by now, and reads what the operations ask for. */
export async function createJudge(
  deps: AdminDependencies,
  actor: Actor,
  operations: readonly string[],
): Promise<Judge> {
  const facts = await row<Facts>(
    deps.pool,
    `SELECT r.epoch::float8 AS epoch, r.number::float8 AS number,
            (SELECT json_agg(json_build_object('operation', m.operation, 'permission', p.name, 'feature', p.feature))
             FROM management_operations AS m JOIN permissions AS p ON p.name = m.permission
             WHERE m.operation = ANY ($1)) AS operations
     FROM revision AS r`,
    [operations],
  );
  if (facts === undefined) throw unavailable('The database has not been set up yet.');
  if ((await deps.waitForRevision({ epoch: facts.epoch, number: facts.number })) === 'timed_out') {
    throw unavailable('The policy data is behind the database. Try again.');
  }
  const permissions = new Map(
    (facts.operations ?? []).map(({ operation, permission, feature }) => [
      operation,
      { permission, feature: feature ?? undefined },
    ]),
  );
  return judgeWith(deps, actor, permissions);
}

interface Facts {
  readonly epoch: number;
  readonly number: number;
  readonly operations: { operation: string; permission: string; feature: string | null }[] | null;
}

function judgeWith(
  deps: AdminDependencies,
  actor: Actor,
  permissions: ReadonlyMap<string, OperationPermission>,
): Judge {
  let asked = false;
  /** Undefined when allowed. */
  async function refusal(operation: string, resource: Resource): Promise<Refusal | undefined> {
    const wanted = permissions.get(operation);
    asked = true;
    if (wanted === undefined) return { wanted, reasons: [] };
    if (actor.permissions?.has(wanted.permission) === false) {
      return { wanted, reasons: [notOfThisToken(wanted)] };
    }
    const decision = await deps.authorize({
      subject: { type: 'user', id: actor.id },
      action: { name: wanted.permission },
      resource,
    });
    return decision.allow ? undefined : { wanted, reasons: decision.reasons };
  }
  async function demandSomewhere(operation: string, type: string): Promise<void> {
    const refused = await refusal(operation, { type, id: '' });
    if (refused === undefined) return;
    const { wanted, reasons } = refused;
    if (reasons.length > 0 && reasons.every((reason) => DEPENDS_ON_RESOURCE.has(reason.code))) return;
    throw permissionRequired(operation, wanted, reasons);
  }
  return {
    actor,
    get asked() {
      return asked;
    },
    async demand(operation, resource) {
      const refused = await refusal(operation, resource);
      if (refused !== undefined) throw permissionRequired(operation, refused.wanted, refused.reasons);
    },
    demandSomewhere,
    async allows(operation, resource) {
      return (await refusal(operation, resource)) === undefined;
    },
    async scope(operation, listed) {
      await demandSomewhere(operation, listed.type);
      const wanted = permissions.get(operation);
      if (wanted === undefined) throw permissionRequired(operation, wanted, []);
      const question = {
        subject: { type: 'user', id: actor.id },
        action: { name: wanted.permission },
        resource: { type: listed.type },
      };
      return scopeOf(deps.allowedRows, question, listed);
    },
  };
}

function notOfThisToken({ permission, feature }: OperationPermission): Reason {
  const message = `${feature ?? permission} permission required: this token is not good for it`;
  return { code: 'token_restricted', message, permission };
}

interface Refusal {
  readonly wanted: OperationPermission | undefined;
  readonly reasons: readonly Reason[];
}

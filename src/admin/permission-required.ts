import type { Reason } from '../policy/decision.ts';
import { Problem } from './http/problem.ts';

/** The permission an operation asks for, and the feature an administrator knows it by. */
export interface OperationPermission {
  readonly permission: string;
  readonly feature: string | undefined;
}

/** 403: names the permission, its feature where it has one, and why the policy refused (K16). */
export function permissionRequired(
  operation: string,
  wanted: OperationPermission | undefined,
  reasons: readonly Reason[],
): Problem {
  if (wanted === undefined) {
    return new Problem({
      status: 403,
      code: 'permission-required',
      title: 'Permission required',
      detail: `The catalog maps the operation "${operation}" to no permission, so nobody may do it.`,
      members: { operation },
    });
  }
  return new Problem({
    status: 403,
    code: 'permission-required',
    title: 'Permission required',
    detail: reasons[0]?.message ?? `${wanted.feature ?? wanted.permission} permission required`,
    members: {
      operation,
      permission: wanted.permission,
      ...(wanted.feature === undefined ? {} : { feature: wanted.feature }),
      reasons,
    },
  });
}

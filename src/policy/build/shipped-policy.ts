import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';

/** The policy in this package: its Rego, what of it can be asked for, and its committed bundle. */
export const shippedPolicy = {
  folder: join(packageRoot, 'policies'),
  entrypoints: ['authz/allow', 'authz/decision', 'authz/masks', 'authz/reasons'],
  bundle: join(packageRoot, 'bundles', 'policy.tar.gz'),
} as const;

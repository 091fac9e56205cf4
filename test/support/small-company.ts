import type { DecisionRequest } from '../../src/policy/decision.ts';

/** Policy data for the shipped policy: anna may view assets where `allowed`. */
export function smallCompany(allowed: boolean): Record<string, unknown> {
  return {
    permissions: { 'assets.view': { category: 'CMDB', resource_types: { asset: true } } },
    roles: { viewer: { permissions: allowed ? { 'assets.view': 'all' } : {} } },
    users: { anna: { status: 'active', roles: [{ role: 'viewer' }], organizations: [], teams: [] } },
    organizations: {},
    teams: {},
    fields: {},
  };
}

export const annaViews: DecisionRequest = {
  subject: { type: 'user', id: 'anna' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};

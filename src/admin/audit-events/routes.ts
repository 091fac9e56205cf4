import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { withKeys } from '../sorted-list.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { auditEventResource } from './queries.ts';
import { auditEvent, auditQuery } from './schemas.ts';

export function auditEventRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/audit-events',
    {
      config: { operation: 'audit_events.list' },
      schema: { querystring: auditQuery, response: { 200: pageOf(auditEvent) } },
    },
    (request) =>
      listAllowed(request, {
        type: 'audit_event',
        ...withKeys((after, limit) => listAuditEvents(pool, request.query, after, limit)),
        resource: auditEventResource,
      }),
  );
}

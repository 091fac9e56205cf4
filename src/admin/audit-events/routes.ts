import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { listAuditEvents, listedAuditEvents } from './list-audit-events.ts';
import { auditEvent, auditQuery } from './schemas.ts';

export function auditEventRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/audit-events',
    {
      config: { operation: 'audit_events.list' },
      schema: { querystring: auditQuery, response: { 200: pageOf(auditEvent) } },
    },
    (request) =>
      listAllowed(request, listedAuditEvents, (page) => listAuditEvents(pool, request.query, page)),
  );
}

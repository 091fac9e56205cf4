-- What makes access interesting: rights that end, rights taken away, rights bound to one organization, and limits.

INSERT INTO role_assignments (id, user_id, role_id, organization_id, not_after, reason) VALUES
  (md5('assignment u-mira.holm lumen')::uuid, 'u-mira.holm', 'manager', 'o-lumen', date_trunc('day', now()) + interval '90 days',
   'Stands in for Hélène Dubois'),
  (md5('assignment u-ben.adler castella')::uuid, 'u-ben.adler', 'l1-support', 'o-castella',
   date_trunc('day', now()) + interval '30 days', 'Peak season');
-- Someone with two homes: the second role has to reach the other organization.
INSERT INTO organization_members (user_id, organization_id) VALUES ('u-mira.holm', 'o-lumen');

INSERT INTO permission_grants (id, user_id, permission, scope, organization_id, not_after, reason) VALUES
  (md5('grant u-yuki.tanaka')::uuid, 'u-yuki.tanaka', 'contracts.field.cost', 'organization', NULL,
   date_trunc('day', now()) - interval '3 days', 'Budget round, now over'),
  (md5('grant u-nora.quist')::uuid, 'u-nora.quist', 'audit_logs.view', 'all', NULL, NULL, 'Yearly audit'),
  (md5('grant u-nora.quist contracts')::uuid, 'u-nora.quist', 'contracts.view', 'organization', 'o-lumen',
   date_trunc('day', now()) + interval '60 days', 'Yearly audit'),
  (md5('grant u-nora.quist export')::uuid, 'u-nora.quist', 'contracts.export', 'organization', 'o-castella',
   date_trunc('day', now()) + interval '60 days', 'Yearly audit'),
  (md5('grant u-svc-reporting')::uuid, 'u-svc-reporting', 'reports.export', 'organization', NULL, NULL, ''),
  (md5('grant u-priya.raman')::uuid, 'u-priya.raman', 'changes.approve', 'team', NULL, NULL, 'Approves for Platform');

INSERT INTO permission_denials (id, user_id, permission, not_after, reason) VALUES
  (md5('denial u-rahul.menon')::uuid, 'u-rahul.menon', 'incidents.close', NULL, 'Closing takes a second pair of eyes'),
  (md5('denial u-diego.fernandez')::uuid, 'u-diego.fernandez', 'contracts.field.cost',
   date_trunc('day', now()) + interval '14 days', 'Bids on a contract himself');

-- Castella reaches eight contracts and two services, Lumen three services; all else is open.
INSERT INTO organization_limits (organization_id, resource_type) VALUES
  ('o-castella', 'contract'), ('o-castella', 'service'), ('o-lumen', 'service');
INSERT INTO organization_limit_resources (organization_id, resource_type, resource_id)
SELECT 'o-castella', 'contract', id FROM demo.contracts WHERE organization_id = 'o-castella' ORDER BY id COLLATE "C" LIMIT 8;
INSERT INTO organization_limit_resources (organization_id, resource_type, resource_id) VALUES
  ('o-castella', 'service', 'track-and-trace'), ('o-castella', 'service', 'customs-clearance'),
  ('o-lumen', 'service', 'patient-portal'), ('o-lumen', 'service', 'lab-results'), ('o-lumen', 'service', 'email');

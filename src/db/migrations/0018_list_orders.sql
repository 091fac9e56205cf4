-- Up Migration
-- The orders in which lists are read, and what they are narrowed by; ids make each of them whole.

CREATE INDEX employees_name_idx ON employees (lower(name), id);
CREATE INDEX employees_email_idx ON employees (COALESCE(lower(email), ''), id);
CREATE INDEX employees_created_at_idx ON employees (created_at, id);
CREATE INDEX organizations_name_idx ON organizations (lower(name), id);
CREATE INDEX organizations_code_idx ON organizations (lower(code), id);
CREATE INDEX organizations_created_at_idx ON organizations (created_at, id);
CREATE INDEX teams_name_idx ON teams (lower(name), id);
CREATE INDEX teams_created_at_idx ON teams (created_at, id);
CREATE INDEX roles_name_idx ON roles (lower(name), id);
CREATE INDEX roles_created_at_idx ON roles (created_at, id);

-- Most users are active. The others are few and often lie together, the invited among the latest for one.
CREATE INDEX users_other_status_name_idx ON users (status, lower(name), id) WHERE status <> 'active';
CREATE INDEX users_other_status_email_idx ON users (status, COALESCE(lower(email), ''), id) WHERE status <> 'active';
CREATE INDEX users_other_status_last_login_at_idx
ON users (status, COALESCE(last_login_at, '-infinity'::timestamptz), id) WHERE status <> 'active';
CREATE INDEX users_other_status_created_at_idx ON users (status, created_at, id) WHERE status <> 'active';

-- The holders of a role, in the order of their ids.
DROP INDEX role_assignments_role_id_idx;
CREATE INDEX role_assignments_role_id_idx ON role_assignments (role_id, user_id);

-- The history, the latest first; an action also by its beginning.
CREATE INDEX audit_events_at_idx ON audit_events (at, id);
CREATE INDEX audit_events_actor_idx ON audit_events (actor, at, id);
CREATE INDEX audit_events_action_idx ON audit_events (action COLLATE "C", at, id);
CREATE INDEX audit_events_target_type_idx ON audit_events (target_type, at, id);
CREATE INDEX audit_events_target_id_idx ON audit_events (target_id, at, id);

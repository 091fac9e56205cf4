-- Up Migration
-- The resources of other services, and the documents by which Postern's own employees and roles are resources too.

CREATE TABLE resources (
  -- As in the documents: type/id. A type has no slash, so that each key is one of them only.
  key                text PRIMARY KEY GENERATED ALWAYS AS (type || '/' || id) STORED,
  type               text NOT NULL CHECK (type ~ '^[^/]{1,100}$'),
  id                 text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
  organization_id    text REFERENCES organizations,
  team_id            text REFERENCES teams,
  -- A user or an employee. Their ids are never used again, so one that is deleted may stay here and gives nobody anything.
  owner_id           text CHECK (length(owner_id) BETWEEN 1 AND 200),
  attributes         jsonb NOT NULL DEFAULT '{}'
                     CHECK (jsonb_typeof(attributes) = 'object' AND octet_length(attributes::text) <= 65536
                            AND NOT attributes ?| '{organization,organizations,team,teams,owner}'),
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
-- Lists are in the order of their keys, in which a type is a range.
CREATE INDEX resources_order_idx ON resources (key COLLATE "C");
CREATE INDEX resources_organization_id_idx ON resources (organization_id, key COLLATE "C");
CREATE INDEX resources_team_id_idx ON resources (team_id, key COLLATE "C");

CREATE VIEW resources_document (key, document) AS
SELECT key, attributes || jsonb_strip_nulls(jsonb_build_object(
              'organization', organization_id, 'team', team_id, 'owner', owner_id))
FROM resources;

CREATE VIEW employees_document (key, document) AS
SELECT id, jsonb_strip_nulls(jsonb_build_object('organization', organization_id, 'team', team_id))
FROM employees;

CREATE OR REPLACE VIEW roles_document (key, document) AS
SELECT r.id,
       jsonb_build_object('permissions', COALESCE(
         (SELECT jsonb_object_agg(permission, scope)
          FROM (SELECT DISTINCT ON (f.permission) f.permission, COALESCE(p.scope, r.scope) AS scope
                FROM role_permissions AS p
                JOIN permission_forms AS f ON f.written = p.permission
                WHERE p.role_id = r.id
                ORDER BY f.permission, f.specificity DESC) AS expanded),
         '{}'))
       || jsonb_strip_nulls(jsonb_build_object('organization', r.organization_id))
FROM roles AS r;

CREATE OR REPLACE VIEW current_document (collection, key, document) AS
SELECT 'permissions', key, document FROM permissions_document
UNION ALL SELECT 'fields', key, document FROM fields_document
UNION ALL SELECT 'roles', key, document FROM roles_document
UNION ALL SELECT 'users', key, document FROM users_document
UNION ALL SELECT 'organizations', key, document FROM organizations_document
UNION ALL SELECT 'teams', key, document FROM teams_document
UNION ALL SELECT 'employees', key, document FROM employees_document
UNION ALL SELECT 'resources', key, document FROM resources_document;

CALL track_changes('resources', 'resources', 'key', '{organization_id,team_id,owner_id,attributes}');
DROP FUNCTION note_roles() CASCADE;
DROP TRIGGER refuse_truncate ON roles;
CALL track_changes('roles', 'roles', 'id', '{scope,administrator,organization_id}');
-- An employee that comes or goes has a document of its own, and no user yet or no longer.
CREATE TRIGGER note_insert AFTER INSERT ON employees REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION note_employees();
CREATE TRIGGER note_delete AFTER DELETE ON employees REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION note_employees();

CALL define_collection('employees');
CALL define_collection('resources');

-- As before, and it writes the documents of employees and resources as well.
CREATE OR REPLACE FUNCTION take_revision() RETURNS trigger
LANGUAGE plpgsql
SET search_path = postern, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
  stands revision;
  next bigint;
  changed_permissions text[];
  changed_fields text[];
  changed_forms text[];
  changed_roles text[];
  changed_users text[];
  changed_rights text[];
  changed_employees text[];
  changed_organizations text[];
  changed_teams text[];
  changed_resources text[];
  differing bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'policy data can be changed under READ COMMITTED only'
      USING ERRCODE = 'invalid_transaction_state', CONSTRAINT = 'read_committed';
  END IF;
  SELECT * INTO STRICT stands FROM revision FOR UPDATE;
  next := stands.number + 1;

  DELETE FROM changed_transactions WHERE transaction = pg_current_xact_id();
  WITH notes AS (DELETE FROM changed_keys WHERE transaction = pg_current_xact_id() RETURNING kind, keys),
       noted AS (SELECT DISTINCT kind, key FROM notes, unnest(keys) AS key)
  SELECT COALESCE(array_agg(key) FILTER (WHERE kind = 'permissions'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'fields'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'forms'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'roles'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'users'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'rights'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'employees'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'organizations'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'teams'), '{}'),
         COALESCE(array_agg(key) FILTER (WHERE kind = 'resources'), '{}')
  INTO changed_permissions, changed_fields, changed_forms, changed_roles, changed_users, changed_rights,
       changed_employees, changed_organizations, changed_teams, changed_resources
  FROM noted;

  IF cardinality(changed_forms) > 0 THEN
    changed_roles := ARRAY(
      SELECT unnest(changed_roles)
      UNION SELECT role_id FROM role_permissions WHERE permission = ANY (changed_forms));
    changed_rights := ARRAY(
      SELECT unnest(changed_rights)
      UNION SELECT user_id FROM permission_grants WHERE permission = ANY (changed_forms)
      UNION SELECT user_id FROM permission_denials WHERE permission = ANY (changed_forms));
  END IF;
  IF cardinality(changed_rights) > 0 THEN
    changed_users := ARRAY(SELECT unnest(changed_users) UNION SELECT unnest(changed_rights));
  END IF;
  IF cardinality(changed_teams) > 0 THEN
    changed_users := ARRAY(
      SELECT unnest(changed_users)
      UNION SELECT user_id FROM team_members WHERE team_id = ANY (changed_teams)
      UNION SELECT u.id FROM employees AS e JOIN users AS u ON u.employee_id = e.id
            WHERE e.team_id = ANY (changed_teams));
  END IF;
  IF cardinality(changed_employees) > 0 THEN
    changed_users := ARRAY(
      SELECT unnest(changed_users)
      UNION SELECT id FROM users WHERE employee_id = ANY (changed_employees));
  END IF;

  PERFORM keep_administrator();
  IF cardinality(changed_roles) + cardinality(changed_rights) > 0 THEN
    PERFORM refuse_unknown_permissions(changed_roles, changed_rights);
  END IF;

  differing := write_permissions(changed_permissions, next)
             + write_fields(changed_fields, next)
             + write_roles(changed_roles, next)
             + write_users(changed_users, next)
             + write_organizations(changed_organizations, next)
             + write_teams(changed_teams, next)
             + write_employees(changed_employees, next)
             + write_resources(changed_resources, next);
  IF differing > 0 THEN
    UPDATE revision SET number = next;
    PERFORM pg_notify('postern_revision', stands.epoch || '.' || next);
  END IF;
  RETURN NULL;
END $$;

-- What is there already gets its documents with the first revision from here on.
SELECT note_changed('employees', array_agg(id)) FROM employees;
SELECT note_changed('roles', array_agg(id)) FROM roles WHERE organization_id IS NOT NULL;

-- Up Migration
-- What policies read. One view a collection defines its documents from the tables, without the clock;
-- policy_document holds what the views said when each key last changed.

-- Every way to write a permission, and how closely it names it: itself, its feature, `x.*`, `*`. Triggers keep it.
CREATE TABLE permission_forms (
  written            text NOT NULL,
  permission         text NOT NULL,
  specificity        integer NOT NULL,
  PRIMARY KEY (written, permission)
);
CREATE INDEX permission_forms_permission_idx ON permission_forms (permission);

CREATE FUNCTION forms_of(name text, feature text) RETURNS TABLE (written text, specificity integer)
LANGUAGE sql IMMUTABLE SET search_path = postern, pg_temp AS $$
  SELECT name, 1000000
  UNION ALL
  SELECT feature, 100000 WHERE feature IS NOT NULL
  UNION ALL
  SELECT array_to_string(parts[:n], '.') || '.*', length(array_to_string(parts[:n], '.'))
  FROM string_to_array(name, '.') AS parts, generate_series(1, cardinality(parts) - 1) AS n
  UNION ALL
  SELECT '*', 0
$$;

CREATE FUNCTION epoch_seconds(moment timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN floor(extract(epoch FROM moment))::bigint;

CREATE VIEW permissions_document (key, document) AS
SELECT name,
       jsonb_strip_nulls(jsonb_build_object(
         'category', category,
         'feature', feature,
         'resource_types', (SELECT jsonb_object_agg(type, true) FROM unnest(resource_types) AS type)))
FROM permissions;

CREATE VIEW fields_document (key, document) AS
SELECT type, jsonb_object_agg(field, permission)
FROM (SELECT type, field, min(name COLLATE "C") AS permission
      FROM permissions, unnest(resource_types) AS type
      WHERE field IS NOT NULL
      GROUP BY type, field) AS uncovering
GROUP BY type;

-- The entry that names a permission most closely decides its scope.
CREATE VIEW roles_document (key, document) AS
SELECT r.id,
       jsonb_build_object('permissions', COALESCE(
         (SELECT jsonb_object_agg(permission, scope)
          FROM (SELECT DISTINCT ON (f.permission) f.permission, COALESCE(p.scope, r.scope) AS scope
                FROM role_permissions AS p
                JOIN permission_forms AS f ON f.written = p.permission
                WHERE p.role_id = r.id
                ORDER BY f.permission, f.specificity DESC) AS expanded),
         '{}'))
FROM roles AS r;

CREATE VIEW teams_document (key, document) AS
SELECT id, jsonb_build_object('organization', organization_id)
FROM teams;

CREATE VIEW organizations_document (key, document) AS
SELECT o.id,
       jsonb_build_object(
         'code', o.code,
         'limits', COALESCE(
           (SELECT jsonb_object_agg(l.resource_type, COALESCE(
              (SELECT jsonb_object_agg(r.resource_id, true)
               FROM organization_limit_resources AS r
               WHERE r.organization_id = l.organization_id AND r.resource_type = l.resource_type),
              '{}'))
            FROM organization_limits AS l
            WHERE l.organization_id = o.id),
           '{}'))
FROM organizations AS o;

-- Organizations and teams include what the employee brings, and every team brings its organization.
-- Of several denials of one permission, the one that ends last counts. (Most users have neither grants nor denials:
-- to ask first whether there are any is cheaper than to work out that there are none.)
CREATE VIEW users_document (key, document) AS
SELECT u.id,
       jsonb_strip_nulls(jsonb_build_object(
         'status', u.status,
         'employee', u.employee_id,
         'roles', COALESCE(
           (SELECT jsonb_agg(
                     jsonb_build_object('role', a.role_id,
                                        'organization', a.organization_id,
                                        'not_after', epoch_seconds(a.not_after))
                     ORDER BY a.role_id COLLATE "C", a.organization_id COLLATE "C" NULLS FIRST)
            FROM role_assignments AS a
            WHERE a.user_id = u.id),
           '[]'),
         'grants', COALESCE(CASE WHEN (SELECT true FROM permission_grants AS g WHERE g.user_id = u.id LIMIT 1) THEN
           (SELECT jsonb_object_agg(permission, pairs)
            FROM (SELECT permission,
                         jsonb_agg(
                           jsonb_build_object('scope', scope, 'organization', organization_id, 'not_after', ending)
                           ORDER BY scope COLLATE "C", organization_id COLLATE "C" NULLS FIRST, ending NULLS FIRST)
                           AS pairs
                  FROM (SELECT DISTINCT f.permission, g.scope, g.organization_id,
                                        epoch_seconds(g.not_after) AS ending
                        FROM permission_grants AS g
                        JOIN permission_forms AS f ON f.written = g.permission
                        WHERE g.user_id = u.id) AS granted
                  GROUP BY permission) AS by_permission) END, '{}'),
         'denials', COALESCE(CASE WHEN (SELECT true FROM permission_denials AS d WHERE d.user_id = u.id LIMIT 1) THEN
           (SELECT jsonb_object_agg(permission, jsonb_build_object('not_after', ending))
            FROM (SELECT f.permission,
                         CASE WHEN bool_and(d.not_after IS NOT NULL) THEN epoch_seconds(max(d.not_after)) END AS ending
                  FROM permission_denials AS d
                  JOIN permission_forms AS f ON f.written = d.permission
                  WHERE d.user_id = u.id
                  GROUP BY f.permission) AS denied) END, '{}'),
         'organizations', COALESCE(
           (SELECT jsonb_agg(id ORDER BY id COLLATE "C")
            FROM (SELECT m.organization_id AS id FROM organization_members AS m WHERE m.user_id = u.id
                  UNION
                  SELECT e.organization_id FROM employees AS e
                  WHERE e.id = u.employee_id AND e.organization_id IS NOT NULL
                  UNION
                  SELECT t.organization_id FROM team_members AS m JOIN teams AS t ON t.id = m.team_id
                  WHERE m.user_id = u.id
                  UNION
                  SELECT t.organization_id FROM employees AS e JOIN teams AS t ON t.id = e.team_id
                  WHERE e.id = u.employee_id) AS belonging),
           '[]'),
         'teams', COALESCE(
           (SELECT jsonb_agg(id ORDER BY id COLLATE "C")
            FROM (SELECT m.team_id AS id FROM team_members AS m WHERE m.user_id = u.id
                  UNION
                  SELECT e.team_id FROM employees AS e
                  WHERE e.id = u.employee_id AND e.team_id IS NOT NULL) AS belonging),
           '[]')))
FROM users AS u;

-- All documents as the tables say now; policy_document says the same at every commit.
CREATE VIEW current_document (collection, key, document) AS
SELECT 'permissions', key, document FROM permissions_document
UNION ALL SELECT 'fields', key, document FROM fields_document
UNION ALL SELECT 'roles', key, document FROM roles_document
UNION ALL SELECT 'users', key, document FROM users_document
UNION ALL SELECT 'organizations', key, document FROM organizations_document
UNION ALL SELECT 'teams', key, document FROM teams_document;

-- A null document says that the key is gone.
CREATE TABLE policy_document (
  collection         text COLLATE "C" NOT NULL,
  key                text COLLATE "C" NOT NULL,
  revision           bigint NOT NULL,
  document           jsonb,
  PRIMARY KEY (collection, key)
);
CREATE INDEX policy_document_revision_idx ON policy_document (revision);
CREATE INDEX policy_document_removed_idx ON policy_document (revision) WHERE document IS NULL;

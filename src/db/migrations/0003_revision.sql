-- Up Migration
-- Every change of what a view reads takes a revision. Statement triggers note which keys changed, without any lock;
-- at commit one deferred trigger takes the revision, works out what else the change reaches, and writes the documents.

-- Notes of running transactions, one a statement; each transaction removes its own at commit, so no committed row is
-- ever here.
CREATE UNLOGGED TABLE changed_keys (
  transaction        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  kind               text COLLATE "C" NOT NULL,
  keys               text[] STORAGE EXTERNAL NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX changed_keys_transaction_idx ON changed_keys (transaction);
-- One row a transaction; its deferred trigger is what runs at commit.
CREATE UNLOGGED TABLE changed_transactions (
  transaction        xid8 PRIMARY KEY DEFAULT pg_current_xact_id()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- `kind` is a collection, or `rights` (users whose written permissions change), `employees` (their users change) or
-- `forms` (all who wrote that form change).
CREATE FUNCTION note_changed(kind text, keys text[]) RETURNS void
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  IF cardinality(keys) > 0 THEN
    INSERT INTO changed_keys (kind, keys) VALUES (note_changed.kind, note_changed.keys);
    INSERT INTO changed_transactions DEFAULT VALUES ON CONFLICT DO NOTHING;
  END IF;
END $$;

-- Gives a table the triggers that note `key_column` of each row added, removed, or changed in `columns`.
CREATE PROCEDURE track_changes(source text, changed_kind text, key_column text, columns text[])
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $track$
DECLARE
  watched text := (SELECT string_agg(format('%I', name), ', ' ORDER BY n)
                   FROM unnest(key_column || columns) WITH ORDINALITY AS c (name, n));
BEGIN
  EXECUTE format($make$
    CREATE FUNCTION note_%1$s() RETURNS trigger
    LANGUAGE plpgsql SET search_path = postern, pg_temp AS $body$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM note_changed(%2$L, (SELECT array_agg(DISTINCT %3$I) FROM new_rows));
      ELSIF TG_OP = 'DELETE' THEN
        PERFORM note_changed(%2$L, (SELECT array_agg(DISTINCT %3$I) FROM old_rows));
      ELSE
        PERFORM note_changed(%2$L, (
          SELECT array_agg(DISTINCT %3$I)
          FROM ((SELECT %4$s FROM old_rows EXCEPT ALL SELECT %4$s FROM new_rows)
                UNION ALL
                (SELECT %4$s FROM new_rows EXCEPT ALL SELECT %4$s FROM old_rows)) AS differing));
      END IF;
      RETURN NULL;
    END $body$
  $make$, source, changed_kind, key_column, watched);
  CALL attach_noting(source, format('note_%s', source));
END $track$;

CREATE PROCEDURE attach_noting(source text, noting text)
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER note_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows
                  FOR EACH STATEMENT EXECUTE FUNCTION %I()', source, noting);
  EXECUTE format('CREATE TRIGGER note_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                  FOR EACH STATEMENT EXECUTE FUNCTION %I()', source, noting);
  EXECUTE format('CREATE TRIGGER note_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows
                  FOR EACH STATEMENT EXECUTE FUNCTION %I()', source, noting);
  EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', source);
END $$;

CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % can''t be truncated: no revision would be taken', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refuse_truncate', TABLE = TG_TABLE_NAME,
          HINT = 'Use DELETE.';
END $$;

CALL track_changes('users', 'users', 'id', '{status,employee_id}');
CALL track_changes('employees', 'employees', 'id', '{organization_id,team_id}');
-- Nobody is linked to an employee that comes, nor to one that can go; linking changes the user.
DROP TRIGGER note_insert ON employees;
DROP TRIGGER note_delete ON employees;
CALL track_changes('organizations', 'organizations', 'id', '{code}');
CALL track_changes('teams', 'teams', 'id', '{organization_id}');
CALL track_changes('organization_members', 'users', 'user_id', '{organization_id}');
CALL track_changes('team_members', 'users', 'user_id', '{team_id}');
CALL track_changes('roles', 'roles', 'id', '{scope,administrator}');
CALL track_changes('role_permissions', 'roles', 'role_id', '{permission,scope}');
CALL track_changes('role_assignments', 'users', 'user_id', '{role_id,organization_id,not_after}');
CALL track_changes('permission_grants', 'rights', 'user_id', '{permission,scope,organization_id,not_after}');
CALL track_changes('permission_denials', 'rights', 'user_id', '{permission,not_after}');
CALL track_changes('organization_limits', 'organizations', 'organization_id', '{resource_type}');
CALL track_changes('organization_limit_resources', 'organizations', 'organization_id', '{resource_type,resource_id}');

-- A permission changes its own document, its fields, and whatever was written in a form that names it.
CREATE FUNCTION note_permission_rows(rows permissions[]) RETURNS void
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  PERFORM note_changed('permissions', (SELECT array_agg(name) FROM unnest(rows)));
  PERFORM note_changed('fields', (SELECT array_agg(DISTINCT type) FROM unnest(rows) AS r, unnest(r.resource_types) AS type
                                  WHERE r.field IS NOT NULL));
  PERFORM note_changed('forms', (SELECT array_agg(DISTINCT f.written) FROM unnest(rows) AS r, forms_of(r.name, r.feature) AS f));
END $$;

CREATE FUNCTION note_permissions() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  gone permissions[];
  come permissions[];
BEGIN
  IF TG_OP <> 'INSERT' THEN SELECT array_agg(o) FROM old_rows AS o INTO gone; END IF;
  IF TG_OP <> 'DELETE' THEN SELECT array_agg(n) FROM new_rows AS n INTO come; END IF;
  DELETE FROM permission_forms WHERE permission IN (SELECT name FROM unnest(gone));
  INSERT INTO permission_forms (permission, written, specificity)
  SELECT r.name, f.written, max(f.specificity) FROM unnest(come) AS r, forms_of(r.name, r.feature) AS f GROUP BY 1, 2;
  PERFORM note_permission_rows(array_cat(gone, come));
  RETURN NULL;
END $$;
CALL attach_noting('permissions', 'note_permissions');

-- Who keeps the company administered: active, holding the administrator role without boundary or end, denied nothing.
CREATE VIEW administrators AS
SELECT u.id
FROM roles AS r
JOIN role_assignments AS a ON a.role_id = r.id AND a.organization_id IS NULL AND a.not_after IS NULL
JOIN users AS u ON u.id = a.user_id AND u.status = 'active'
WHERE r.administrator AND NOT EXISTS (SELECT FROM permission_denials AS d WHERE d.user_id = u.id);

CREATE FUNCTION keep_administrator() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM administrators) THEN
    UPDATE revision SET administered = true WHERE NOT administered;
  ELSIF (SELECT administered FROM revision) THEN
    RAISE EXCEPTION 'the last active administrator can''t be lost'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'last_administrator';
  END IF;
END $$;

CREATE FUNCTION refuse_unknown_permissions(changed_roles text[], changed_users text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  unknown record;
BEGIN
  SELECT written.permission, written.source INTO unknown
  FROM (SELECT permission, 'role_permissions' AS source FROM role_permissions WHERE role_id = ANY (changed_roles)
        UNION ALL
        SELECT permission, 'permission_grants' FROM permission_grants WHERE user_id = ANY (changed_users)
        UNION ALL
        SELECT permission, 'permission_denials' FROM permission_denials WHERE user_id = ANY (changed_users)) AS written
  WHERE NOT EXISTS (SELECT FROM permission_forms AS f WHERE f.written = written.permission)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'no permission of the catalog is named by "%"', unknown.permission
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'permission_known', TABLE = unknown.source,
            COLUMN = 'permission', DETAIL = unknown.permission;
  END IF;
END $$;

-- Gives a collection its function write_<collection>(keys, at_revision), which brings the documents of these keys to
-- what the view says and returns how many differed. Called by take_revision alone, whose settings it needs.
CREATE PROCEDURE define_collection(collection text)
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $define$
BEGIN
  EXECUTE format($make$
    CREATE FUNCTION write_%1$s(keys text[], at_revision bigint) RETURNS bigint
    LANGUAGE plpgsql AS $body$
    DECLARE
      written bigint;
    BEGIN
      IF cardinality(keys) = 0 THEN RETURN 0; END IF;
      WITH fresh AS MATERIALIZED (
             SELECT v.key, v.document FROM %1$s_document AS v WHERE v.key = ANY (keys)),
           held AS MATERIALIZED (
             SELECT p.key, p.document FROM policy_document AS p WHERE p.collection = %1$L AND p.key = ANY (keys))
      INSERT INTO policy_document (collection, key, revision, document)
      SELECT %1$L, k.key, at_revision, f.document
      FROM unnest(keys) AS k (key)
      LEFT JOIN fresh AS f ON f.key = k.key
      LEFT JOIN held AS h ON h.key = k.key
      WHERE f.document IS DISTINCT FROM h.document
      ORDER BY k.key COLLATE "C"
      ON CONFLICT (collection, key) DO UPDATE SET revision = excluded.revision, document = excluded.document;
      GET DIAGNOSTICS written = ROW_COUNT;
      RETURN written;
    END $body$
  $make$, collection);
END $define$;
CALL define_collection('permissions');
CALL define_collection('fields');
CALL define_collection('roles');
CALL define_collection('users');
CALL define_collection('organizations');
CALL define_collection('teams');

-- Runs once at commit. Waiting for the row of `revision` puts commits in order, and each statement after it sees all
-- that was committed before; under a stricter isolation than READ COMMITTED it would not, and a document could be stale.
-- What a change reaches (`employees`, `teams`, `forms`) is worked out here and not when it is noted, so that rows
-- which another transaction linked in between are reached too.
-- Every look-up is by key, and the settings keep it so: a session that planned while a table was empty must not read
-- all of it later.
CREATE FUNCTION take_revision() RETURNS trigger
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
         COALESCE(array_agg(key) FILTER (WHERE kind = 'teams'), '{}')
  INTO changed_permissions, changed_fields, changed_forms, changed_roles, changed_users, changed_rights,
       changed_employees, changed_organizations, changed_teams
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
             + write_teams(changed_teams, next);
  IF differing > 0 THEN
    UPDATE revision SET number = next;
    PERFORM pg_notify('postern_revision', stands.epoch || '.' || next);
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER take_revision AFTER INSERT ON changed_transactions
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION take_revision();

-- Up Migration
-- What a table's own constraints can't hold. Each error carries a constraint name, by which the API knows it.

CREATE FUNCTION retired_hash(id text, hash_key bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE RETURN sha256(hash_key || convert_to(id, 'UTF8'));

CREATE FUNCTION register_principals() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  hash_key bytea := (SELECT key FROM retired_ids_key);
  retired text;
BEGIN
  INSERT INTO principal_ids (id, kind) SELECT id, TG_ARGV[0] FROM new_rows ORDER BY id;
  -- Read after the row above is in, so that an id whose deletion was waited for is seen.
  SELECT n.id INTO retired
  FROM new_rows AS n JOIN retired_ids AS r ON r.id_hash = retired_hash(n.id, hash_key)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the id "%" belonged to someone deleted and is never used again', retired
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'retired_ids', TABLE = TG_TABLE_NAME, COLUMN = 'id';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION retire_principals() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  DELETE FROM principal_ids WHERE id IN (SELECT id FROM old_rows);
  INSERT INTO retired_ids (id_hash)
  SELECT retired_hash(o.id, k.key) FROM old_rows AS o, retired_ids_key AS k ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_new_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the id "%" can''t be changed', OLD.id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'id_unchanged', TABLE = TG_TABLE_NAME, COLUMN = 'id';
END $$;

CREATE TRIGGER register AFTER INSERT ON users REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION register_principals('user');
CREATE TRIGGER retire AFTER DELETE ON users REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION retire_principals();
CREATE TRIGGER refuse_new_id BEFORE UPDATE OF id ON users FOR EACH ROW WHEN (OLD.id <> NEW.id)
EXECUTE FUNCTION refuse_new_id();

CREATE TRIGGER register AFTER INSERT ON employees REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION register_principals('employee');
CREATE TRIGGER retire AFTER DELETE ON employees REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION retire_principals();
CREATE TRIGGER refuse_new_id BEFORE UPDATE OF id ON employees FOR EACH ROW WHEN (OLD.id <> NEW.id)
EXECUTE FUNCTION refuse_new_id();

-- A system role keeps its name, its administrator mark and its existence.
CREATE FUNCTION protect_system_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the system role "%" can''t be %', OLD.name,
    CASE TG_OP WHEN 'DELETE' THEN 'deleted' ELSE 'renamed' END
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'system_role_protected', TABLE = 'roles';
END $$;
CREATE TRIGGER protect_system_role BEFORE DELETE ON roles FOR EACH ROW WHEN (OLD.system)
EXECUTE FUNCTION protect_system_role();
CREATE TRIGGER protect_system_role_name BEFORE UPDATE ON roles FOR EACH ROW
WHEN (OLD.system AND (OLD.id, OLD.name, OLD.system, OLD.administrator)
                     IS DISTINCT FROM (NEW.id, NEW.name, NEW.system, NEW.administrator))
EXECUTE FUNCTION protect_system_role();

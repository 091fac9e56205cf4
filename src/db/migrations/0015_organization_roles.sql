-- Up Migration
-- Roles of one organization: they hold there and nowhere else, so each assignment of one is bound to the organization.

ALTER TABLE roles ADD CONSTRAINT roles_system_for_everyone_check
CHECK (organization_id IS NULL OR NOT (system OR administrator));

-- Two organizations may have a role of the same name; none has the name of a role for everyone.
DROP INDEX roles_name_key;
CREATE UNIQUE INDEX roles_name_key ON roles (lower(name), organization_id) NULLS NOT DISTINCT;

CREATE FUNCTION refuse_taken_role_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  -- One at a time for each name: of two that come at once, neither would see the other.
  PERFORM pg_advisory_xact_lock(hashtextextended('postern role name ' || lower(NEW.name), 0));
  IF EXISTS (SELECT FROM roles AS r
             WHERE lower(r.name) = lower(NEW.name) AND r.id <> NEW.id
               AND (r.organization_id IS NULL OR NEW.organization_id IS NULL)) THEN
    RAISE EXCEPTION 'the name "%" is that of another role', NEW.name
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'roles_name_key', TABLE = 'roles', COLUMN = 'name';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_taken_name BEFORE INSERT OR UPDATE OF name ON roles FOR EACH ROW
EXECUTE FUNCTION refuse_taken_role_name();

CREATE FUNCTION refuse_moved_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the role "%" stays with the organization it was made for', OLD.name
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'role_organization_unchanged', TABLE = 'roles',
          COLUMN = 'organization_id';
END $$;
CREATE TRIGGER refuse_move BEFORE UPDATE OF organization_id ON roles FOR EACH ROW
WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id)
EXECUTE FUNCTION refuse_moved_role();

-- The role is kept as it is until the assignment is there; its organization never changes.
CREATE FUNCTION bind_organization_role() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  holds_in text := (SELECT organization_id FROM roles WHERE id = NEW.role_id FOR KEY SHARE);
BEGIN
  IF holds_in IS NOT NULL AND NEW.organization_id IS DISTINCT FROM holds_in THEN
    RAISE EXCEPTION 'the role "%" is one of the organization "%"', NEW.role_id, holds_in
      USING ERRCODE = 'check_violation', CONSTRAINT = 'role_bound_to_its_organization', TABLE = 'role_assignments',
            COLUMN = 'organization_id', DETAIL = holds_in;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bind_organization_role BEFORE INSERT OR UPDATE OF role_id, organization_id ON role_assignments
FOR EACH ROW EXECUTE FUNCTION bind_organization_role();

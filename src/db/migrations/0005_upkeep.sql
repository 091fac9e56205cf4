-- Up Migration
-- What jobs and the start of a control plane call.

-- Deletes assignments, grants and denials that ended before this moment. Returns how many. Until then they stay in the
-- documents, so that a denial can say what ended.
CREATE FUNCTION delete_ended(before timestamptz) RETURNS bigint
LANGUAGE sql SET search_path = postern, pg_temp AS $$
  WITH assignments AS (DELETE FROM role_assignments WHERE not_after < before RETURNING 1),
       grants AS (DELETE FROM permission_grants WHERE not_after < before RETURNING 1),
       denials AS (DELETE FROM permission_denials WHERE not_after < before RETURNING 1)
  SELECT (SELECT count(*) FROM assignments) + (SELECT count(*) FROM grants) + (SELECT count(*) FROM denials)
$$;

-- Forgets removals older than the last `keep` revisions. Returns up to which revision none is left.
CREATE FUNCTION trim_removals(keep bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  limit_revision bigint := (SELECT greatest(number - keep, trimmed_to) FROM revision FOR UPDATE);
BEGIN
  DELETE FROM policy_document WHERE document IS NULL AND revision <= limit_revision;
  UPDATE revision SET trimmed_to = limit_revision WHERE trimmed_to < limit_revision;
  RETURN limit_revision;
END $$;

-- Begins a later epoch unless the present one belongs to this origin. The clock keeps epochs of two copies of one
-- database apart. Returns the epoch.
CREATE FUNCTION begin_epoch(here text) RETURNS bigint
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  stands revision;
BEGIN
  SELECT * INTO STRICT stands FROM revision FOR UPDATE;
  IF stands.origin <> here THEN
    UPDATE revision SET origin = here, epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint)
    RETURNING * INTO stands;
    PERFORM pg_notify('postern_revision', stands.epoch || '.' || stands.number);
  END IF;
  RETURN stands.epoch;
END $$;

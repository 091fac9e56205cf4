-- Up Migration
-- Who holds a role now is said by the index alone.
DROP INDEX role_assignments_role_id_idx;
CREATE INDEX role_assignments_role_id_idx ON role_assignments (role_id, user_id) INCLUDE (not_after);

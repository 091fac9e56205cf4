-- Up Migration
-- A search for what somebody may see asks for owners beside teams and organizations, which have such indexes already.
-- Without one for each of them, all resources of a type are gone through.

CREATE INDEX resources_owner_id_idx ON resources (owner_id, key COLLATE "C");

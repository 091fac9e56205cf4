-- Up Migration
-- What lists tell the policy of their rows, kept with them: to work it out for each row that a list passes costs more than
-- all else.

DROP INDEX policy_document_user_organizations_idx, policy_document_user_teams_idx;
ALTER TABLE policy_document
ADD COLUMN organizations text[]
GENERATED ALWAYS AS (CASE WHEN collection = 'users' THEN texts_of(document -> 'organizations') END) STORED,
ADD COLUMN teams text[]
GENERATED ALWAYS AS (CASE WHEN collection = 'users' THEN texts_of(document -> 'teams') END) STORED;
CREATE INDEX policy_document_organizations_idx ON policy_document USING gin (organizations) WHERE collection = 'users';
CREATE INDEX policy_document_teams_idx ON policy_document USING gin (teams) WHERE collection = 'users';

ALTER TABLE audit_events
ADD COLUMN organizations text[]
GENERATED ALWAYS AS (places_of(before, after, 'organization', target_type, target_id)) STORED,
ADD COLUMN teams text[]
GENERATED ALWAYS AS (places_of(before, after, 'team', target_type, target_id)) STORED;
CREATE INDEX audit_events_organizations_idx ON audit_events USING gin (organizations);
CREATE INDEX audit_events_teams_idx ON audit_events USING gin (teams);

-- An organization belongs to itself.
CREATE INDEX organizations_itself_idx ON organizations USING gin ((ARRAY[id]));

-- Documents lead to their users.
CREATE UNIQUE INDEX users_key_idx ON users (id COLLATE "C");

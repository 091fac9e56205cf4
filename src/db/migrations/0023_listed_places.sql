-- Up Migration
-- What lists tell the policy of their rows, as arrays that can be compared and indexed.

-- The texts of a JSON array; none of anything else.
CREATE FUNCTION texts_of(list jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT item #>> '{}'
             FROM jsonb_array_elements(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE '[]' END) AS t (item)
             WHERE jsonb_typeof(item) = 'string');

-- Where an entry of the history belongs: the organizations or the teams that its target had before or after, and its
-- target itself where it is one.
CREATE FUNCTION places_of(before jsonb, after jsonb, kind text, target_type text, target_id text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT target_id WHERE target_type = kind
             UNION
             SELECT place
             FROM unnest(ARRAY[before, after]) AS s (state),
                  LATERAL (VALUES (state -> kind), (state -> (kind || 's'))) AS p (named),
                  LATERAL unnest(postern.texts_of(CASE jsonb_typeof(named) WHEN 'array' THEN named
                                                                        ELSE jsonb_build_array(named) END)) AS t (place));

CREATE INDEX policy_document_user_organizations_idx
ON policy_document USING gin (texts_of(document -> 'organizations')) WHERE collection = 'users';
CREATE INDEX policy_document_user_teams_idx
ON policy_document USING gin (texts_of(document -> 'teams')) WHERE collection = 'users';

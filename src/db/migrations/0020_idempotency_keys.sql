-- Up Migration
-- What was answered to a POST with an Idempotency-Key, for whoever sends it again. Written in the transaction of the
-- change; without a foreign key, which would lock the caller's row at the end of changes to other people's.

CREATE TABLE idempotency_keys (
  -- Whose key it is.
  user_id            text NOT NULL,
  -- SHA-256 of user and key, and of method, path and body.
  key_hash           bytea NOT NULL,
  request_hash       bytea NOT NULL,
  -- What the policy was asked, and allowed.
  questions          jsonb NOT NULL,
  status             integer NOT NULL,
  headers            jsonb NOT NULL,
  -- As it was sent, without what is shown once.
  body               text,
  created_at         timestamptz NOT NULL DEFAULT now(),
  expires_at         timestamptz NOT NULL,
  PRIMARY KEY (user_id, key_hash)
);
CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);

CREATE FUNCTION forget_idempotency_keys() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  DELETE FROM idempotency_keys WHERE user_id IN (SELECT id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER forget_idempotency_keys AFTER DELETE ON users
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
EXECUTE FUNCTION forget_idempotency_keys();

-- Up Migration
-- How people prove who they are. Tokens and codes are stored as SHA-256 only: they are random, not chosen.

ALTER TABLE users ADD COLUMN phone text,
                  ADD COLUMN language text NOT NULL DEFAULT 'en';

CREATE TABLE passwords (
  user_id            text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  -- In the PHC string format, with its parameters.
  hash               text NOT NULL,
  -- Whether the configured pepper went into it.
  peppered           boolean NOT NULL,
  changed_at         timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE sessions (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  token_hash         bytea NOT NULL UNIQUE,
  source_address     text,
  user_agent         text,
  second_factor      boolean NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now(),
  last_used_at       timestamptz NOT NULL DEFAULT now(),
  expires_at         timestamptz NOT NULL
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

CREATE TABLE second_factors (
  user_id            text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  secret             bytea NOT NULL,
  -- Whether the secret is encrypted under a key made from the pepper.
  sealed             boolean NOT NULL,
  -- Null until a first code showed that the secret has arrived.
  confirmed_at       timestamptz,
  -- The time step of the last code that was taken, so that none is taken twice.
  last_step          bigint NOT NULL DEFAULT 0,
  created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE recovery_codes (
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  code_hash          bytea NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);

-- Failed attempts, counted by account (known or not) and by source address, under a hash of either.
CREATE TABLE sign_in_attempts (
  key                bytea PRIMARY KEY,
  failures           integer NOT NULL,
  last_at            timestamptz NOT NULL,
  locked_until       timestamptz
);
CREATE INDEX sign_in_attempts_last_at_idx ON sign_in_attempts (last_at);

-- Who asked for a link, known or not; looked up later and apart, so that asking takes the same work for every address.
CREATE TABLE password_reset_requests (
  id                 uuid PRIMARY KEY,
  email              text NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX password_reset_requests_created_at_idx ON password_reset_requests (created_at);
CREATE TABLE password_resets (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  token_hash         bytea NOT NULL UNIQUE,
  expires_at         timestamptz NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX password_resets_user_id_idx ON password_resets (user_id);

-- Whatever deactivates somebody ends their sessions, so that none is there when they come back; a link sent to an
-- address is of no use once the address is another one.
CREATE FUNCTION end_access() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    DELETE FROM sessions WHERE user_id = NEW.id;
  END IF;
  DELETE FROM password_resets WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER end_access AFTER UPDATE OF status, email ON users FOR EACH ROW
WHEN (OLD.status <> NEW.status OR OLD.email IS DISTINCT FROM NEW.email)
EXECUTE FUNCTION end_access();

CREATE FUNCTION end_sessions() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  DELETE FROM sessions WHERE user_id = NEW.user_id;
  DELETE FROM password_resets WHERE user_id = NEW.user_id;
  RETURN NULL;
END $$;
CREATE TRIGGER end_sessions AFTER INSERT OR UPDATE OF changed_at ON passwords FOR EACH ROW
EXECUTE FUNCTION end_sessions();

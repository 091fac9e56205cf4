-- Up Migration
-- Invitations. The invited user is there from the start, with the status `invited`; whether an invitation is pending or
-- expired follows from the time.
CREATE TABLE invitations (
  id                 uuid PRIMARY KEY,
  -- Null once it was revoked, which deletes the user.
  user_id            text REFERENCES users ON DELETE CASCADE,
  email              text NOT NULL,
  name               text NOT NULL,
  role_id            text NOT NULL,
  organization_id    text,
  -- Whether the role holds in the organization only.
  bound              boolean NOT NULL,
  employee_id        text,
  language           text NOT NULL,
  -- Null once the link was sent to an address that is another one since.
  token_hash         bytea UNIQUE,
  -- Who sent it last: what that user may give is what it gives.
  invited_by         text NOT NULL,
  sent_at            timestamptz NOT NULL DEFAULT now(),
  expires_at         timestamptz NOT NULL,
  accepted_at        timestamptz,
  revoked_at         timestamptz,
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  CHECK (accepted_at IS NULL OR revoked_at IS NULL),
  CHECK (NOT bound OR organization_id IS NOT NULL)
);
CREATE UNIQUE INDEX invitations_open_key ON invitations (lower(email)) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX invitations_open_user_key ON invitations (user_id) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_user_id_idx ON invitations (user_id);

-- A link that was sent proves the address it was sent to, and nothing once the invited user has another one; an
-- invitation of somebody who is not invited any more is over.
CREATE FUNCTION follow_invited_user() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  UPDATE invitations
  SET email = COALESCE(NEW.email, email),
      token_hash = NULL,
      revoked_at = CASE WHEN NEW.status <> 'invited' THEN now() END,
      version = version + 1, updated_at = now()
  WHERE user_id = NEW.id AND accepted_at IS NULL AND revoked_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_invited_user AFTER UPDATE OF status, email ON users FOR EACH ROW
WHEN (OLD.status = 'invited' AND (OLD.status <> NEW.status OR OLD.email IS DISTINCT FROM NEW.email))
EXECUTE FUNCTION follow_invited_user();

-- A link that opens nothing any more is not worth a mail.
CREATE FUNCTION withdraw_invitation() RETURNS trigger
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
BEGIN
  DELETE FROM mail_outbox WHERE about = 'invitation:' || OLD.id AND sent_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER withdraw_mail AFTER DELETE OR UPDATE OF token_hash, accepted_at, revoked_at ON invitations
FOR EACH ROW EXECUTE FUNCTION withdraw_invitation();

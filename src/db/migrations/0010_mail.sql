-- Up Migration
-- Mail that is to be sent. A row is written in the transaction of the change it tells of, and its content is forgotten
-- once it was sent, because links in it open accounts.
CREATE TABLE mail_outbox (
  id                 uuid PRIMARY KEY,
  -- The thing it tells of. What is not sent yet is withdrawn when a newer mail about the same thing takes its place.
  about              text NOT NULL,
  template           text NOT NULL,
  language           text NOT NULL,
  recipient          text NOT NULL,
  subject            text NOT NULL,
  body_text          text,
  body_html          text,
  -- From then on it is of no use any more: its link has ended.
  not_after          timestamptz,
  tries              integer NOT NULL DEFAULT 0,
  next_try_at        timestamptz NOT NULL DEFAULT now(),
  last_error         text,
  sent_at            timestamptz,
  given_up_at        timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mail_outbox_next_try_at_idx ON mail_outbox (next_try_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_outbox_about_idx ON mail_outbox (about);
CREATE INDEX mail_outbox_created_at_idx ON mail_outbox (created_at);

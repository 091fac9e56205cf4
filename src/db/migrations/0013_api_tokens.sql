-- Up Migration
-- A restricted token may do what its permissions name and its user may do, judged each time it is used.
ALTER TABLE api_tokens ADD COLUMN restricted boolean NOT NULL DEFAULT false,
                       ADD COLUMN created_by text,
                       ADD COLUMN version bigint NOT NULL DEFAULT 1,
                       ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
-- As written: a permission, a feature, `assets.*` or `*`.
CREATE TABLE api_token_permissions (
  token_id           uuid NOT NULL REFERENCES api_tokens ON DELETE CASCADE,
  permission         text NOT NULL,
  PRIMARY KEY (token_id, permission)
);

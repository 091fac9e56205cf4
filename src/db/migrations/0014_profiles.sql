-- Up Migration
-- A picture of each user that has one, its form told from its content.
CREATE TABLE user_images (
  user_id            text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  media_type         text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
  content            bytea NOT NULL CHECK (length(content) <= 1048576),
  content_hash       bytea NOT NULL,
  updated_at         timestamptz NOT NULL DEFAULT now()
);

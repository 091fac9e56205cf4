-- Up Migration
-- The orders in which users are listed; ids make each of them whole.
CREATE INDEX users_name_idx ON users (lower(name), id);
CREATE INDEX users_email_idx ON users (COALESCE(lower(email), ''), id);
CREATE INDEX users_status_idx ON users (status, id);
CREATE INDEX users_last_login_at_idx ON users (COALESCE(last_login_at, '-infinity'::timestamptz), id);
CREATE INDEX users_created_at_idx ON users (created_at, id);

-- Up Migration
-- How far a list may be passed before what is looked for is found first (`readSorted`) is read from the index of its order
-- alone. PostgreSQL does so where the index has the columns of its expressions, too.
DROP INDEX users_name_idx, users_email_idx, users_last_login_at_idx, employees_name_idx, employees_email_idx;
CREATE INDEX users_name_idx ON users (lower(name), id) INCLUDE (name);
CREATE INDEX users_email_idx ON users (COALESCE(lower(email), ''), id) INCLUDE (email);
CREATE INDEX users_last_login_at_idx
ON users (COALESCE(last_login_at, '-infinity'::timestamptz), id) INCLUDE (last_login_at);
CREATE INDEX employees_name_idx ON employees (lower(name), id) INCLUDE (name);
CREATE INDEX employees_email_idx ON employees (COALESCE(lower(email), ''), id) INCLUDE (email);

-- Up Migration
-- Lists are searched by a part of what their things are called, whatever the case and the accents.

-- Of a text that is not ASCII: accents taken off, and what then still is not ASCII spelled in ASCII capitals, a word a
-- character, because trigrams know letters of other alphabets under some locales only. (Not `unaccent`: it is not
-- immutable, and its rules are a file of the server's.)
CREATE FUNCTION fold_text(written text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := translate(lower(regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g')),
                           'øłđðħŧıς’‘–—', 'olddhtiσ    ');
BEGIN
  folded := replace(replace(replace(replace(folded, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
  IF octet_length(folded) = length(folded) THEN
    RETURN folded;
  END IF;
  RETURN (SELECT string_agg(CASE WHEN ascii(c) < 128 THEN c
                                 ELSE 'Z' || translate(to_hex(ascii(c)), '0123456789abcdef', 'ABCDEFGHIJKLMNOP') || 'Y'
                            END, '' ORDER BY n)
          FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS character (c, n));
END $$;

-- In small letters and without accents; marks are spaces. Without a SET of its own, so that it becomes part of the query
-- around it.
CREATE FUNCTION words_of(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(CASE WHEN octet_length(written) = length(written) THEN lower(written) ELSE postern.fold_text(written) END,
                 '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ');

-- What a search looks through.
CREATE FUNCTION searched(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || postern.words_of(written) || ' ';

-- What a search has to be LIKE. An index of trigrams finds every pattern that this gives: one without three letters or
-- digits in a row, nor the beginning or end of a word, is looked for at the beginnings of words. Null, which nothing is
-- like, for a term without letters and digits.
CREATE FUNCTION search_pattern(term text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN postern.words_of(term) !~ '[a-zA-Z0-9]' THEN NULL
  WHEN postern.words_of(term) ~ '[a-zA-Z0-9]{3}|[^a-zA-Z0-9][a-zA-Z0-9]|[a-zA-Z0-9]{2}[^a-zA-Z0-9]' THEN '%'
  ELSE '% '
END || postern.words_of(term) || '%';

-- Kept, because to work it out again for each row that a search passes costs more than all else.
ALTER TABLE users ADD COLUMN searched text
GENERATED ALWAYS AS (searched(name || E' \n ' || COALESCE(email, ''))) STORED;
ALTER TABLE employees ADD COLUMN searched text
GENERATED ALWAYS AS (searched(name || E' \n ' || COALESCE(email, '') || E' \n ' || COALESCE(title, ''))) STORED;
ALTER TABLE organizations ADD COLUMN searched text GENERATED ALWAYS AS (searched(name || E' \n ' || code)) STORED;
ALTER TABLE teams ADD COLUMN searched text GENERATED ALWAYS AS (searched(name)) STORED;
ALTER TABLE roles ADD COLUMN searched text GENERATED ALWAYS AS (searched(name || E' \n ' || description)) STORED;
-- How many rows a term finds is known this closely: one in so many.
ALTER TABLE users ALTER COLUMN searched SET STATISTICS 500;
ALTER TABLE employees ALTER COLUMN searched SET STATISTICS 500;

-- Makes what indexes of searches are missing. `pg_trgm` is a trusted extension: whoever may create objects in the database
-- may create it, where the server has it. Where not, searches read the lists they search; to be called again afterwards.
CREATE PROCEDURE index_searches()
LANGUAGE plpgsql SET search_path = postern, pg_temp AS $$
DECLARE
  operators text;
  source text;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR invalid_schema_name THEN
    RAISE WARNING 'searches are slow in large lists: the extension pg_trgm can''t be had (%)', SQLERRM;
    RETURN;
  END;
  SELECT format('%I.gin_trgm_ops', n.nspname) INTO STRICT operators
  FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm';
  FOREACH source IN ARRAY ARRAY['users', 'employees', 'organizations', 'teams', 'roles'] LOOP
    -- What was written lately is searched row by row, until it is this many kilobytes.
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I USING gin (searched %s) WITH (gin_pending_list_limit = 512)',
                   source || '_search_idx', source, operators);
  END LOOP;
END $$;

CALL index_searches();

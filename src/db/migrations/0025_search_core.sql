-- Up Migration
-- What of a search an index of trigrams is asked for. It goes through all that it is asked for, also what nearly every row
-- has, such as the domain of an address: an address as a whole took it seconds among a million. So it gets what stands
-- before an `@`, and of each word the beginning; not that it is one where three letters follow, since many words begin alike.
-- All that `search_pattern` finds is like this, too.
CREATE FUNCTION search_core(term text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(
  postern.search_pattern(CASE WHEN postern.words_of(split_part(term, '@', 1)) ~ '[a-zA-Z0-9]{3}' THEN split_part(term, '@', 1)
                              ELSE term END),
  '([a-z0-9]{6})[a-z0-9]+', '\1%', 'g'), ' +([a-zA-Z0-9]{3})', '%\1', 'g');

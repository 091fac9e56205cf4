-- The schema `postern` as text, one object a line or block, in an order that does not depend on how it came about.
WITH object AS (
  SELECT 1 AS rank, c.relname AS name, a.attnum AS place,
         format('%s %s.%s %s%s%s%s',
                CASE c.relkind WHEN 'v' THEN 'view column' ELSE 'column' END,
                c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
                ' collate ' || NULLIF(o.collname, 'default'),
                ' default ' || pg_get_expr(d.adbin, d.adrelid)) AS text
  FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_collation AS o ON o.oid = a.attcollation
  WHERE c.relnamespace = 'postern'::regnamespace AND c.relkind IN ('r', 'v')
  UNION ALL
  SELECT 0, relname, 0,
         format('%s%s %s%s', CASE relpersistence WHEN 'u' THEN 'unlogged ' ELSE '' END,
                CASE relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END, relname,
                ' with ' || array_to_string(reloptions, ', '))
  FROM pg_class
  WHERE relnamespace = 'postern'::regnamespace AND relkind IN ('r', 'v', 'S')
  UNION ALL
  SELECT 2, relname, 0, format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(k.oid))
  FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = conrelid
  WHERE connamespace = 'postern'::regnamespace AND contype <> 'n' AND contype <> 't'
  UNION ALL
  SELECT 3, tablename, 0, indexdef
  FROM pg_indexes
  WHERE schemaname = 'postern'
  UNION ALL
  SELECT 4, relname, 0, pg_get_triggerdef(t.oid) || CASE tgenabled WHEN 'O' THEN '' ELSE ' not enabled' END
  FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = 'postern'::regnamespace
  UNION ALL
  SELECT 5, viewname, 0, format(E'definition of view %s:\n%s', viewname, definition)
  FROM pg_views
  WHERE schemaname = 'postern'
  UNION ALL
  SELECT 6, proname, 0, pg_get_functiondef(oid)
  FROM pg_proc
  WHERE pronamespace = 'postern'::regnamespace
)
SELECT text FROM object ORDER BY rank IN (5, 6), CASE WHEN rank < 5 THEN name END COLLATE "C", rank, name COLLATE "C", place, text COLLATE "C"

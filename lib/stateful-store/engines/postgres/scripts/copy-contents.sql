-- Prints one line for each table and sequence of this database, and the numbers of other things: the same lines before and after a copy.
-- What belongs to an extension is left out, because another version of it may have other rows.
CREATE TEMP VIEW own AS
  SELECT c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'mainstay') AND c.relpersistence = 'p'
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
    );

SELECT format(
    'SELECT %L || count(*) || '' rows, sum '' || coalesce(sum((''x'' || left(md5((r.*)::text), 16))::bit(64)::bigint), 0) FROM ONLY %s AS r',
    format('%I table %s: ', current_database(), name), name)
  FROM pg_temp.own WHERE relkind = 'r' ORDER BY name COLLATE "C" \gexec
SELECT format('SELECT %L || last_value || '' '' || is_called FROM %s', format('%I sequence %s: ', current_database(), name), name)
  FROM pg_temp.own WHERE relkind = 'S' ORDER BY name COLLATE "C" \gexec
-- Zeros at the end of a page of a large object may be left out.
SELECT format('%I large objects: ', current_database()) || (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata) || ', sum ' ||
    coalesce(sum(('x' || left(md5(loid || ' ' || pageno || ' ' || encode(rtrim(data, '\x00'), 'hex')), 16))::bit(64)::bigint), 0)
  FROM pg_catalog.pg_largeobject WHERE rtrim(data, '\x00') <> '';
SELECT format('%I indexes: ', current_database()) || count(*)
  FROM pg_catalog.pg_index JOIN pg_temp.own ON own.oid = indrelid WHERE indisvalid;
SELECT format('%I constraints: ', current_database()) || count(*)
  FROM pg_catalog.pg_constraint JOIN pg_temp.own ON own.oid = conrelid WHERE contype IN ('c', 'f', 'p', 'u', 'x');
SELECT format('%I triggers: ', current_database()) || count(*)
  FROM pg_catalog.pg_trigger JOIN pg_temp.own ON own.oid = tgrelid WHERE NOT tgisinternal;
SELECT format('%I views: ', current_database()) || count(*) FROM pg_temp.own WHERE relkind IN ('v', 'm');

-- Prints the collations of this database by which an index is sorted, and whose version is another one than when it was made.
SELECT format('database %I: %s was sorted by version %s, and the image has %s', current_database(), name, was, has)
FROM (
  SELECT format('collation %I', c.collname), c.collversion, pg_collation_actual_version(c.oid)
  FROM pg_collation c
  WHERE EXISTS (SELECT FROM pg_index i WHERE c.oid = ANY (i.indcollation::oid[]))
  UNION ALL
  SELECT 'the database', d.datcollversion, pg_database_collation_actual_version(d.oid)
  FROM pg_database d WHERE d.datname = current_database()
) AS used (name, was, has)
WHERE was <> has;

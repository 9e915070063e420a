-- Runs at every start, before the passwords are set.
\set user `printf %s "$STORE_USER"`
\set database `printf %s "$STORE_DATABASE"`
\set identity `cat "$PGDATA/mainstay.identity"`
SET search_path = pg_catalog;
SET client_min_messages = warning;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'user', 'monitor', 'backup']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec

ALTER ROLE :"user" LOGIN;
-- Reads statistics, and can connect only through the socket of the pod.
ALTER ROLE monitor LOGIN PASSWORD NULL;
GRANT pg_monitor TO monitor;
-- Copies the data directory, and can connect only for that.
ALTER ROLE backup LOGIN REPLICATION;

SELECT statement
  FROM unnest(ARRAY[
    format('CREATE DATABASE %I OWNER %I', :'database', :'user'),
    format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database')
  ]) AS statement
  WHERE :'database' NOT IN (SELECT datname FROM pg_database) \gexec

-- Holds the time at which the last backup began.
CREATE SCHEMA IF NOT EXISTS mainstay;
CREATE TABLE IF NOT EXISTS mainstay.canary (seen bigint NOT NULL);
INSERT INTO mainstay.canary SELECT 0 WHERE NOT EXISTS (SELECT FROM mainstay.canary);
-- Counts how often the passwords of the Secret let nobody in.
CREATE TABLE IF NOT EXISTS mainstay.refusals (n bigint NOT NULL);
INSERT INTO mainstay.refusals SELECT 0 WHERE NOT EXISTS (SELECT FROM mainstay.refusals);
-- Identifies the data; a restore writes another file.
CREATE TABLE IF NOT EXISTS mainstay.identity (lines text NOT NULL);
INSERT INTO mainstay.identity SELECT :'identity' WHERE NOT EXISTS (SELECT FROM mainstay.identity);
UPDATE mainstay.identity SET lines = :'identity' WHERE lines <> :'identity';
GRANT SELECT ON mainstay.identity TO backup;
GRANT USAGE ON SCHEMA mainstay TO backup;
GRANT SELECT, UPDATE ON mainstay.canary TO backup;

-- What this database was restored from, and what of that there was.
\set restored `cat "$PGDATA/restored" 2>/dev/null || :`
CREATE TABLE IF NOT EXISTS mainstay.restores (at timestamptz NOT NULL DEFAULT now(), what text NOT NULL);
INSERT INTO mainstay.restores (what) SELECT :'restored' WHERE :'restored' <> '';
\! rm -f "$PGDATA/restored"

-- Extensions that only the superuser can create, in the schema public of the database. Between them, names are not looked up in a
-- schema in which the application can make functions.
\set extensions `printf %s "${STORE_EXTENSIONS:-}"`
SELECT :'extensions' <> '' AS wanted \gset
\if :wanted
\connect :database
SET search_path = pg_catalog;
SET client_min_messages = warning;
SELECT statement
  FROM unnest(string_to_array(:'extensions', ',')) WITH ORDINALITY AS extension (name, at),
    unnest(ARRAY[
      'SET search_path = public',
      format('CREATE EXTENSION IF NOT EXISTS %I CASCADE', name),
      'SET search_path = pg_catalog'
    ]) WITH ORDINALITY AS step (statement, number)
  WHERE name NOT IN (SELECT extname FROM pg_extension)
  ORDER BY at, number \gexec
\endif

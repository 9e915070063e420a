#!/bin/sh
# Succeeds once the server has recovered and has what the store promises: the application's role and database, and the
# passwords of the Secret. Runs as often as it is asked; the same again changes nothing.
set -eu

pg_isready --quiet
if [ "$(psql --no-psqlrc -Atc 'SELECT pg_is_in_recovery()')" != f ]; then
  echo 'still replaying write-ahead log' >&2
  exit 1
fi
exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file "$CONFIG/settle.sql"

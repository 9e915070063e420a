#!/bin/sh
# Succeeds once the server has recovered and has the role and database of the application and the passwords of the Secret, or takes no
# write. May run any number of times.
set -eu

pg_isready --quiet
# It has its roles since it took writes.
[ -z "${READ_ONLY:-}" ] || exit 0
if [ "$(psql --no-psqlrc -Atc 'SELECT pg_is_in_recovery()')" != f ]; then
  echo 'still replaying write-ahead log' >&2
  exit 1
fi
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file "$CONFIG/settle.sql"
# shellcheck source=./passwords.sh
. "$CONFIG/passwords.sh"
found=$(passwords_state)
set_passwords
printf '%s\n' "$found" >"$RUN/settled"

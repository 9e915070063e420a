#!/bin/sh
# Restores $BACKUP as a store does, into a server without a network, checks every table and index, and writes what it finds.
set -eu
: "${DATA:?}" "${FACTS:?}"

export PGDATA="$DATA/pgdata" PGHOST="$DATA" PGUSER=postgres PGDATABASE=postgres
mkdir -p "$DATA"
WISH='the newest backup' sh "${0%/*}/backup-restore.sh"
options=$(sh "$CONFIG/recovery.sh")
printf 'local all postgres trust\n' >"$DATA/pg_hba.conf"

ended() {
  tail -n 20 "$DATA/server.log" >&2
  echo "$1" >&2
  exit 1
}

pg_ctl start --silent --wait --timeout=86400 --log="$DATA/server.log" --options="-c config_file='$CONFIG/postgresql.conf' \
  -c hba_file='$DATA/pg_hba.conf' -c listen_addresses='' -c unix_socket_directories='$DATA' -c archive_mode=off \
  -c ssl=off $options" >/dev/null || ended 'a server does not start with this backup'
until [ "$(psql --no-psqlrc -Atc 'SELECT pg_is_in_recovery()')" = f ]; do
  pg_isready --quiet || [ $? -eq 1 ] || ended 'the server ended while it recovered'
  sleep 1
done
pg_amcheck --all --install-missing --heapallindexed --jobs=2 >&2 || ended 'tables or indexes of the backup are damaged'
# An index over text is in the order of a collation. Another version of ICU or of the C library may have another order: rows are then not
# found, and the index is not damaged by any other check.
psql --no-psqlrc -Atc 'SELECT datname FROM pg_database WHERE datallowconn' >"$DATA/databases"
while read -r database; do
  psql --no-psqlrc --quiet -At --set ON_ERROR_STOP=1 --dbname "$database" --file "${0%/*}/backup-collations.sql" ||
    ended 'the versions of collations cannot be read'
done <"$DATA/databases" >"$DATA/collations"
if [ -s "$DATA/collations" ]; then
  cat "$DATA/collations" >&2
  ended 'indexes of the running server may be in another order than its image sorts by: REINDEX them, then refresh the version (ALTER COLLATION or ALTER DATABASE, REFRESH)'
fi
printf 'canary %s\n' "$(psql --no-psqlrc -Atc 'SELECT seen FROM mainstay.canary')" >"$FACTS"
pg_ctl stop --silent --mode=immediate

#!/bin/sh
# Makes the data directory from the dump in $WORK: loads it into a server without a network, compares what there is in each table with
# the store that was copied, and moves the directory into place when all is the same.
set -eu
umask 077
# shellcheck source=./copy-common.sh
. "${0%/*}/copy-common.sh"

# The volume has data already, or this script ended after its last but one step.
if [ -e "$PGDATA/PG_VERSION" ]; then
  rm -rf "$WORK"
  exit 0
fi
# The server would begin with an empty database.
[ -e "$note" ] || refuse "there is no dump of $SOURCE: delete this pod, and it is copied again"
new=$PGDATA.new
rm -rf "$new"
# shellcheck disable=SC2086 # several arguments
initdb --no-instructions --no-sync --pgdata="$new" --username=postgres --auth-local=peer --auth-host=scram-sha-256 ${INITDB:?} >/dev/null
loaded=$(sh "$CONFIG/libraries.sh")
serve "$new" "-c config_file='$CONFIG/postgresql.conf' ${loaded:+-c shared_preload_libraries=$loaded}"
log "loading the dump of $SOURCE"
# The superuser is there.
grep -v '^CREATE ROLE postgres;$' "$WORK/globals.sql" | ask >/dev/null
number=0
while read -r database; do
  number=$((number + 1))
  set -- --create
  [ "$database" != postgres ] || set --
  pg_restore --exit-on-error --jobs="$jobs" --dbname=postgres "$@" "$WORK/dump/$number" </dev/null ||
    refuse "database $database cannot be loaded: see above; $SOURCE is as it was"
done <"$WORK/databases"

log "checking rows and checksums of every table"
contents >"$WORK/found"
if ! diff "$WORK/contents" "$WORK/found" >&2; then
  refuse "the copy is not what $SOURCE has (< there, > here): it is not used, and $SOURCE is as it was"
fi
vacuumdb --all --analyze-only --jobs="$jobs" --quiet
pg_ctl stop --silent --mode=fast --pgdata="$new"
# The dump may have waited long for this.
at=$(noted position "$note")
if [ "$(noted copy "$note")" = final ] && [ "$(position)" != "$at" ]; then
  refuse "$SOURCE does not answer, or has taken writes since it was dumped: delete this pod, and it is copied again"
fi
tables=$(grep -c ' table ' "$WORK/contents" || :)
rows=$(sed -n 's/.* table .*: \([0-9]*\) rows, sum .*/\1/p' "$WORK/contents" | awk '{ sum += $1 } END { printf "%d", sum }')
result="checked: $tables tables with $rows rows are the same as in $SOURCE ($(noted copy "$note"), PostgreSQL $(noted major "$note"), position $at)"
cp "$note" "$new/mainstay.copy"
echo "$result" >"$new/restored"
sync
[ ! -d "$PGDATA" ] || rmdir "$PGDATA"
mv "$new" "$PGDATA"
sync
rm -rf "$WORK"
log "$result"

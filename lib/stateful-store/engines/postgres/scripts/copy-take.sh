#!/bin/sh
# Runs in the image of the store that is copied, $SOURCE: copies its data directory as a backup does, starts a server without a network
# on the copy, and dumps every database to $WORK, with what there is in each table. A `final` copy waits until the store takes no write.
set -eu
umask 077
# shellcheck source=./copy-common.sh
. "${0%/*}/copy-common.sh"
: "${COPY:?}" "${SOURCE_MAJOR:?}"

# wait_for_source [TRIES]: waits until the store answers and, for a final copy, takes no write. Fails when it has not answered for so many
# times two seconds; by default it waits for ever.
wait_for_source() {
  silent=0 said=
  until answers && { [ "$COPY" != final ] || [ -n "$(position)" ]; }; do
    if answers; then
      silent=0
      reason="waiting until $SOURCE takes no write any more, as its prop readOnly says"
    else
      silent=$((silent + 1))
      reason="waiting until $SOURCE answers at $SOURCE_HOST"
    fi
    [ "$reason" = "$said" ] || log "$reason"
    said=$reason
    if [ -n "${1-}" ] && [ "$silent" -ge "$1" ]; then return 1; fi
    sleep 2
  done
}

# A volume with data stays as it is. Whether it may be used is another question: what was written since would be lost.
if [ -e "$PGDATA/PG_VERSION" ]; then
  rm -rf "$WORK"
  again="delete the claim of this pod and then the pod, and the copy is made again; nothing was touched"
  [ "$(noted of "$mark")" = "$SOURCE" ] ||
    refuse "the volume has data that is no copy of $SOURCE: leave copyFrom out, or copy into a store with an empty volume; nothing was touched"
  if [ "$COPY" = final ]; then
    [ "$(noted copy "$mark")" = final ] || refuse "the volume has a rehearsal, which lacks what $SOURCE has taken since: $again"
    # The store may be starting again just now, to take no write. One that is gone for good must not keep this one from serving.
    if ! wait_for_source 60; then
      log "$SOURCE has not answered for two minutes, and is taken for gone"
    elif [ "$(position)" != "$(noted position "$mark")" ]; then
      refuse "$SOURCE has taken writes since this copy was made: leave copyFrom out if the data here counts; otherwise $again"
    fi
  fi
  log "the volume has the copy of $SOURCE already: nothing is copied"
  exit 0
fi
[ -z "$(ls -A "$PGDATA" 2>/dev/null)" ] || refuse "$PGDATA has files but no PG_VERSION: this is no data directory; nothing was touched"
rm -rf "$WORK" "$PGDATA.new"
mkdir -p "$WORK/dump"
wait_for_source
at=$(position)
log "copying the data directory of $SOURCE"
old=$WORK/old
source_of pg_basebackup --no-password --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256 --pgdata="$old"
pg_verifybackup "$old" >&2
if [ "$COPY" = final ]; then [ "$(position)" = "$at" ] || refuse "$SOURCE has taken writes while it was copied"; fi

# The copy goes on by itself.
rm -f "$old/standby.signal"
echo "restore_command = 'false'" >"$WORK/old.conf"
: >"$WORK/pg_ident.conf"
: >"$old/postgresql.auto.conf"
: >"$old/recovery.signal"
prepared=$(pg_controldata "$old" | sed -n 's/^max_prepared_xacts setting: *//p')
serve "$old" "-c config_file='$WORK/old.conf' -c ident_file='$WORK/pg_ident.conf' -c hot_standby=off -c autovacuum=off \
  -c max_prepared_transactions=$prepared -c shared_buffers=32MB"
until [ "$(ask --command 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ]; do
  pg_isready --quiet || [ $? -eq 1 ] || refuse "the server of the copy ended while it recovered: $(tail -n 3 "$WORK/server.log")"
  sleep 1
done

# Refuses a store with something that a dump cannot bring over, before anything is switched.
[ "$(ask --command 'SELECT count(*) FROM pg_prepared_xacts')" = 0 ] ||
  refuse "$SOURCE has prepared transactions: commit them or roll them back"
ask --command 'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname' >"$WORK/databases"
while read -r database; do
  found=$(PGOPTIONS=$forms ask --dbname "$database" --command "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'" </dev/null)
  [ -z "$found" ] || refuse "database $database has unlogged tables, which no copy has: $found; ALTER TABLE … SET LOGGED"
  found=$(ask --dbname "$database" --command "SELECT string_agg(extname, ', ') FROM pg_extension WHERE extname IN ('timescaledb', 'citus')" </dev/null)
  [ -z "$found" ] || refuse "database $database has the extension $found, whose tables need its own way: see its page on upgrades"
done <"$WORK/databases"

log "counting rows and checksums of every table of $SOURCE"
contents >"$WORK/contents"
log "dumping $(wc -l <"$WORK/databases") databases with $jobs processes"
pg_dumpall --globals-only >"$WORK/globals.sql"
pack=lz4
[ "$SOURCE_MAJOR" -ge 16 ] || pack=1
number=0
while read -r database; do
  number=$((number + 1))
  # The schema of the store itself is made anew.
  set --
  [ "$database" != postgres ] || set -- --exclude-schema=mainstay
  pg_dump --format=directory --jobs="$jobs" --compress="$pack" --no-sync --file="$WORK/dump/$number" --dbname="$database" "$@" </dev/null
done <"$WORK/databases"
pg_ctl stop --silent --mode=immediate --pgdata="$old"
rm -rf "$old"
printf 'of %s\ncopy %s\nposition %s\nmajor %s\n' "$SOURCE" "$COPY" "${at:-none}" "$SOURCE_MAJOR" >"$note.new"
mv "$note.new" "$note"
log "the dump of $SOURCE is complete: $(du -sk "$WORK/dump" | cut -f 1) KiB"

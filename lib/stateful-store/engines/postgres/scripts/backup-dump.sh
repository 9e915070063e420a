#!/bin/sh
# Copies the data directory of the running server into $BACKUP, with the log that makes it consistent, and checks every file of the
# copy. Before that, it writes the time into a table: finding it after a restore proves that the copy is that new.
set -eu
: "${BACKUP:?}" "${FACTS:?}" "${WORK:?}" "${MAJOR:?}" "${STORE_HOST:?}" "${IDENTITY:?}"

PGPASSWORD=$(cat "$ADMIN_FILE")
export PGPASSWORD PGHOST="$STORE_HOST" PGUSER=backup PGDATABASE=postgres PGCONNECT_TIMEOUT=15

patience=60
until pg_isready --quiet; do
  patience=$((patience - 1))
  if [ "$patience" -le 0 ]; then
    echo "for five minutes $STORE_HOST has not answered" >&2
    exit 1
  fi
  sleep 5
done

ask() { psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --command "$1"; }
# A server that takes no write keeps the time of the backup before.
writes=$(ask 'SELECT NOT pg_is_in_recovery()')
time=$(date +%s)
# A server that has not started again since there are identities has none, and lets nobody read the time of the backup before.
if [ "$(ask "SELECT to_regclass('mainstay.identity') IS NOT NULL")" = t ]; then
  ask 'SELECT lines FROM mainstay.identity' >"$IDENTITY"
  seen=$(ask 'SELECT max(seen) FROM mainstay.canary')
  echo "seen $seen" >>"$IDENTITY"
  # Each time is larger than the one before, whatever the clocks of the nodes are.
  [ "$time" -gt "$seen" ] || time=$((seen + 1))
  [ "$writes" = t ] || time=$seen
fi
[ "$writes" != t ] || ask "UPDATE mainstay.canary SET seen = $time" || {
  echo 'the server did not take the time into mainstay.canary' >&2
  exit 1
}

# copy OPTION...: takes the copy. A page with a wrong checksum makes it fail.
copy() {
  pg_basebackup --no-password --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256 "$@"
}

if [ "$MAJOR" -ge 18 ]; then
  copy --pgdata="$BACKUP" --format=tar --compress=client-gzip:1
  pg_verifybackup --format=tar --no-parse-wal "$BACKUP" >&2
  label=$(tar -xzOf "$BACKUP/base.tar.gz" backup_label)
else
  rm -rf "$WORK/copy"
  copy --pgdata="$WORK/copy"
  pg_verifybackup "$WORK/copy" >&2
  label=$(cat "$WORK/copy/backup_label")
  # pigz writes the same format with all CPUs. Few images have it.
  pack=gzip
  ! command -v pigz >/dev/null || pack=pigz
  rm -f "$WORK/torn"
  { tar -C "$WORK/copy" -cf - . || : >"$WORK/torn"; } | "$pack" -1 >"$BACKUP/base.tar.gz"
  if [ -e "$WORK/torn" ]; then
    echo 'the copy could not be packed: tar failed' >&2
    exit 1
  fi
  cp "$WORK/copy/backup_manifest" "$BACKUP/backup_manifest"
  rm -rf "$WORK/copy"
fi

# The first segment of the log that the copy needs. It has no use for older ones.
printf '%s\n' "$label" | sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]\{24\}\))$/\1/p' >"$BACKUP/first-segment"
printf 'canary %s\n' "$time" >"$FACTS"

#!/bin/sh
# Makes the data directory from $BACKUP: unpacks it beside its place, checks every file, sets how far the log is to be replayed, and
# moves it into place when it is complete. The server replays the log when it starts. Until then recovery.signal says that this is
# $WISH.
set -eu
: "${BACKUP:?}" "${WISH:?}"

signal="restore $WISH"
# This script ended after that, and before its caller.
[ "$(head -n 1 "$PGDATA/recovery.signal" 2>/dev/null)" != "$signal" ] || exit 0
new=$PGDATA.new
rm -rf "$new"
mkdir -m 0700 "$new"
tar -xzf "$BACKUP/base.tar.gz" -C "$new"
if [ -e "$BACKUP/pg_wal.tar.gz" ]; then
  tar -xzf "$BACKUP/pg_wal.tar.gz" -C "$new/pg_wal"
fi
cp "$BACKUP/backup_manifest" "$new/backup_manifest"
pg_verifybackup "$new" >&2

# Whose data it is from now on.
[ ! -s "${IDENTITY:-}" ] || cp "$IDENTITY" "$new/mainstay.identity"

# The files of an earlier restore would contradict this one. That of a store that took no write would keep this one from it.
rm -f "$new/log-ended" "$new/standby.signal"
echo "$WISH" >"$new/restored"
settings=$new/postgresql.auto.conf
touch "$settings"
sed -i '/^\(restore_command\|recovery_\)/d' "$settings"
target=immediate
[ ! -s "${LOG:-}/target" ] || target=$(cat "$LOG/target")
# It ends where the log of a server that took no write does, and would not reach a target behind it.
[ "$target" != immediate ] || ! grep -q '^BACKUP FROM: standby' "$new/backup_label" || target=latest
timeline=latest
[ ! -s "${LOG:-}/timeline" ] || timeline=$(cat "$LOG/timeline")
{
  [ -z "${LOG:-}" ] || printf "restore_command = 'sh \"%s/log-restore.sh\" \"%s\" %%f \"%%p\"'\n" "$CONFIG" "$LOG"
  [ -n "${LOG:-}" ] || printf "restore_command = 'false'\n"
  case $target in
    immediate) printf "recovery_target = 'immediate'\n" ;;
    time\ *) printf "recovery_target_time = '%s'\n" "$(echo "${target#* }" | sed 's/T/ /; s/Z$/+00/')" ;;
    position\ *) printf "recovery_target_lsn = '%s'\nrecovery_target_inclusive = off\n" "${target#* }" ;;
    latest) ;;
  esac
  printf "recovery_target_timeline = '%s'\n" "$timeline"
  printf "recovery_target_action = 'promote'\n"
  [ -z "${LOG:-}" ] || printf "recovery_end_command = 'rm -rf \"%s\" log-ended'\n" "$LOG"
} >>"$settings"
echo "$signal" >"$new/recovery.signal"
# The settings must be valid before the directory takes its place.
postgres -D "$new" -C recovery_target_time >/dev/null
sync
[ ! -d "$PGDATA" ] || rmdir "$PGDATA"
mv "$new" "$PGDATA"

#!/bin/sh
# Makes $BACKUP/dump.rdb the beginning of the append-only file, and notes that this is $WISH until a server has loaded it.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
# shellcheck source=./begin-log.sh
. "$CONFIG/begin-log.sh"
# shellcheck source=./backup-identity.sh
. "${0%/*}/backup-identity.sh"
: "${BACKUP:?}" "${CHECK:?}" "${WISH:?}"

dump=$BACKUP/dump.rdb
# This script ended after the last step, and before its caller.
if has_log; then
  rm -f "$dump"
  exit 0
fi
found=$("$CHECK" "$dump") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  log 'this version of the server cannot read the dump'
  exit 1
}
# A drill has no identity: what it finds must be what was dumped.
after=
if [ -s "${IDENTITY:-}" ]; then
  after=$BACKUP/after-dump
  log_with_identity "$IDENTITY" >"$after"
fi
printf '%s\n%d\n' "$WISH" "$(cat "$dump" ${after:+"$after"} | wc -c)" >"$unproven"
begin_log_with "$dump" "$after"

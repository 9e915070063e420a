#!/bin/sh
# Makes $BACKUP/dump.rdb the beginning of the append-only file.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
# shellcheck source=./begin-log.sh
. "$CONFIG/begin-log.sh"
: "${BACKUP:?}" "${CHECK:?}"

dump=$BACKUP/dump.rdb
found=$("$CHECK" "$dump") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  log 'this version of the server cannot read the dump'
  exit 1
}
begin_log_with "$dump"

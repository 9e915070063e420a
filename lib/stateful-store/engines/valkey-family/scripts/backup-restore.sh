#!/bin/sh
# Makes $BACKUP/dump.rdb the beginning of the append-only file: a server that has one ignores dump.rdb and would start empty.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
: "${BACKUP:?}" "${CHECK:?}" "${LOG_DIRECTORY:?}"

dump=$BACKUP/dump.rdb
found=$("$CHECK" "$dump") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  log 'this version of the server cannot read the dump'
  exit 1
}
if [ "$LOG_DIRECTORY" = no ]; then
  # Before 7.0 the append-only file is one file, and may begin with a dump.
  mv "$dump" "$DATA/appendonly.aof"
  exit 0
fi
rm -rf "$DATA/appendonlydir.new"
mkdir "$DATA/appendonlydir.new"
mv "$dump" "$DATA/appendonlydir.new/appendonly.aof.1.base.rdb"
echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$DATA/appendonlydir.new/appendonly.aof.manifest"
sync
mv "$DATA/appendonlydir.new" "$DATA/appendonlydir"

#!/bin/sh
# Makes $BACKUP/dump.rdb the base of the append-only file: a server that has one ignores dump.rdb and would start empty.
set -eu
# shellcheck source-path=SCRIPTDIR source=backup-common.sh
. "${0%/*}/backup-common.sh"
: "${SERVER:?}" "${CHECK:?}"

dump=$BACKUP/dump.rdb
found=$("$CHECK" "$dump") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  say "this version of the server cannot read the dump"
  exit 1
}
version=$("$SERVER" --version | sed -n 's/.* v=\([0-9]*\)\..*/\1/p')
if [ "$version" -lt 7 ]; then
  # Before 7.0 the append-only file is one file, and may begin with a dump.
  mv "$dump" "$DATA/appendonly.aof"
  exit 0
fi
rm -rf "$DATA/.appendonlydir"
mkdir "$DATA/.appendonlydir"
mv "$dump" "$DATA/.appendonlydir/appendonly.aof.1.base.rdb"
printf 'file appendonly.aof.1.base.rdb seq 1 type b\n' >"$DATA/.appendonlydir/appendonly.aof.manifest"
sync
mv "$DATA/.appendonlydir" "$DATA/appendonlydir"

# shellcheck shell=sh
# Source this after common.sh.
: "${DATA:?}" "${LOG_DIRECTORY:?}"

# begin_log_with DUMP [AFTER]: moves DUMP, which must be on the volume, to the beginning of the append-only file, and the commands in
# AFTER behind it, completely or not at all: a server with such a file ignores dump.rdb and would start empty.
begin_log_with() {
  if [ "$LOG_DIRECTORY" = no ]; then
    # Before 7.0 the append-only file is one file, and may begin with a dump.
    [ -z "${2-}" ] || cat "$2" >>"$1"
    mv "$1" "$DATA/appendonly.aof"
    return
  fi
  rm -rf "$DATA/appendonlydir.new"
  mkdir "$DATA/appendonlydir.new"
  mv "$1" "$DATA/appendonlydir.new/appendonly.aof.1.base.rdb"
  echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$DATA/appendonlydir.new/appendonly.aof.manifest"
  if [ -n "${2-}" ]; then
    mv "$2" "$DATA/appendonlydir.new/appendonly.aof.1.incr.aof"
    echo 'file appendonly.aof.1.incr.aof seq 1 type i' >>"$DATA/appendonlydir.new/appendonly.aof.manifest"
  fi
  sync
  mv "$DATA/appendonlydir.new" "$DATA/appendonlydir"
}

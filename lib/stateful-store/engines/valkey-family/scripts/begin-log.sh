# shellcheck shell=sh
# Source this after common.sh.
: "${DATA:?}" "${LOG_DIRECTORY:?}"

# begin_log_with DUMP [AFTER]: makes DUMP, which must be on the volume, the beginning of the append-only file, and puts the commands in
# AFTER behind it, completely or not at all: a server with such a file ignores dump.rdb and would start empty. DUMP and AFTER stay
# until then, so that this can be done again.
begin_log_with() {
  rm -rf "$DATA/appendonlydir.new" "$DATA/appendonly.aof.new"
  if [ "$LOG_DIRECTORY" = no ]; then
    # Before 7.0 the append-only file is one file, and may begin with a dump.
    if [ -n "${2-}" ]; then cat "$1" "$2" >"$DATA/appendonly.aof.new"; else second_name "$1" "$DATA/appendonly.aof.new"; fi
    sync
    mv "$DATA/appendonly.aof.new" "$DATA/appendonly.aof"
  else
    mkdir "$DATA/appendonlydir.new"
    second_name "$1" "$DATA/appendonlydir.new/appendonly.aof.1.base.rdb"
    echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$DATA/appendonlydir.new/appendonly.aof.manifest"
    if [ -n "${2-}" ]; then
      second_name "$2" "$DATA/appendonlydir.new/appendonly.aof.1.incr.aof"
      echo 'file appendonly.aof.1.incr.aof seq 1 type i' >>"$DATA/appendonlydir.new/appendonly.aof.manifest"
    fi
    sync
    mv "$DATA/appendonlydir.new" "$DATA/appendonlydir"
  fi
  rm -f "$1" ${2:+"$2"}
}

# Not every volume has files with two names.
second_name() { ln "$1" "$2" 2>/dev/null || cp "$1" "$2"; }

# True if there is an append-only file.
has_log() { [ -d "$DATA/appendonlydir" ] || [ -s "$DATA/appendonly.aof" ]; }

# Names what was restored, and its size, until the server has loaded it.
unproven=$DATA/.restored

# True if the append-only file is a restore that no server has loaded, or none has written to since.
is_unproven() {
  [ -s "$unproven" ] || return 1
  if [ "$LOG_DIRECTORY" = no ]; then
    set -- "$DATA/appendonly.aof"
  else
    set -- "$DATA"/appendonlydir/*.rdb "$DATA"/appendonlydir/*.aof
  fi
  [ "$(stat -c %s "$@" 2>/dev/null | awk '{ sum += $1 } END { printf "%d\n", sum }')" -eq "$(sed -n 2p "$unproven")" ]
}

# shellcheck shell=sh
# Functions for an append-only file that the server cannot load. Source this after sentinels.sh and begin-log.sh. The script that does
# so sets own_address and primary.
# shellcheck disable=SC2154
: "${CHECK:?}" "${CHECK_LOG:?}"

# Bytes at the end that are cut off without a question if they end with zeros, as a loss of power leaves them.
MOST_CUT=4194304
# Seconds for which a server with a damaged file lets another one become the primary, or waits for the primary that it copies from.
WAIT_FOR_OTHERS=30

manifest=$DATA/appendonlydir/appendonly.aof.manifest

# Prints the files of the append-only file, in the order in which the server loads them. It appends to the last one.
files_of_log() {
  if [ "$LOG_DIRECTORY" = no ]; then
    echo "$DATA/appendonly.aof"
  elif [ -e "$manifest" ]; then
    awk -v in_directory="$DATA/appendonlydir/" '$1 == "file" && / type [bi]/ { print in_directory $2 }' "$manifest"
  else
    # A server would start empty.
    find "$DATA/appendonlydir" -type f | sed "s|.*|$manifest|" | head -n 1
  fi
}

# Prints the last byte of a file in hexadecimal digits.
last_byte() { tail -c 1 "$1" | od -A n -t x1 | tr -d ' '; }

# True if the server ended before it had loaded its file, or the file does not end as it should: with a line break.
looks_damaged() {
  [ ! -e "$RUN/loading" ] || return 0
  newest=$(files_of_log | tail -n 1)
  case $newest in
    '') false ;;
    *.rdb) ! [ -s "$newest" ] ;;
    *) [ ! -e "$newest" ] || { [ -s "$newest" ] && [ "$(last_byte "$newest")" != 0a ]; } ;;
  esac
}

# refuses PROGRAM FILE: true if the program finds a fault in the file, and not if it does not run. Sets `found` to its words.
refuses() {
  code=0
  found=$("$1" "$2" </dev/null 2>&1) || code=$?
  [ "$code" -eq 1 ]
}

# Sets `fault` to what is wrong with the append-only file: nothing, `short` when only its last command is not whole, which the server
# leaves out, `tail` with a number of bytes in `bytes`, or `other`. valkey-check-aof 9 takes each manifest for damaged, and is asked
# about one file after the other.
examine_log() {
  fault='' bytes='' where=''
  files=$(files_of_log)
  newest=$(echo "$files" | tail -n 1)
  for file in $files; do
    where=$file
    if [ ! -e "$file" ]; then
      fault=other
      return
    fi
    case $file in *.rdb) program=$CHECK ;; *) program=$CHECK_LOG ;; esac
    if ! [ -s "$file" ] || ! refuses "$program" "$file"; then continue; fi
    bytes=$(printf '%s\n' "$found" | sed -n 's/.*diff=\([0-9]*\)$/\1/p' | tail -n 1)
    if [ "$file" != "$newest" ] || [ -z "$bytes" ]; then
      fault=other
      return
    elif printf '%s\n' "$found" | grep -q -e 'format error' -e 'Expected .r.n' -e 'Expected prefix'; then
      fault='tail'
    else
      fault=short
    fi
  done
}

# True if a tail may be cut off: it is a short one that a loss of power left, or somebody has decided it.
may_cut() {
  [ "$fault" = tail ] || return 1
  [ -e "$RUN/cut-log" ] || { [ "$bytes" -le $MOST_CUT ] && [ "$(last_byte "$where")" = 00 ]; }
}

# Cuts the tail off, and keeps it: only the newest one. The time of the last write stays.
cut_tail() {
  tail -c "$bytes" "$where" >"$DATA/damaged-tail" || wait_because "waiting: $DATA has no room for the damaged end of $where" || return
  log "$where is damaged: its last $bytes bytes are cut off, and are in $DATA/damaged-tail"
  touch -r "$where" "$RUN/written"
  echo y | "$CHECK_LOG" --fix "$where" >&2 || wait_because "waiting: $where cannot be mended" || return
  touch -r "$RUN/written" "$where"
  rm -f "$RUN/cut-log"
}

# True if the primary has loaded its data and has some.
primary_has_data() {
  cli "$primary" "$PORT" info all | tr -d '\r' | awk -F: '
    { is[$1] = $2 }
    /^db[0-9]+:keys=/ { databases++ }
    END { exit !(is["role"] == "master" && is["loading"] == "0" && (is["master_repl_offset"] > 0 || databases)) }'
}

# Moves the append-only file aside, where only the newest one is kept. The server copies all data from its primary.
put_aside() {
  log "$where is damaged: the append-only file is put aside as $DATA/damaged, and all data is copied from $primary"
  rm -rf "$DATA/damaged"
  for file in "$DATA/appendonlydir" "$DATA/appendonly.aof"; do
    [ ! -e "$file" ] || mv "$file" "$DATA/damaged" || return
  done
}

# Says once why the server does not start.
wait_because() {
  [ "$1" = "${said_of_log-}" ] || log "$1"
  said_of_log=$1
  return 1
}

# Makes the append-only file one that the server can load. Fails while that waits for another server, or for somebody to decide.
mend_log() {
  [ -n "${examined-}" ] || {
    examined=$(now)
    fault=
    if has_log && looks_damaged; then examine_log; fi
  }
  [ -n "$fault" ] || return 0
  replica=no
  [ "$TOPOLOGY" = single ] || [ "$primary" = "$own_address" ] || replica=yes
  if [ "$replica" = yes ]; then
    if [ "$fault" = short ]; then return 0; fi
    if primary_has_data; then
      put_aside
      return
    fi
  fi
  if [ "$TOPOLOGY" = failover ] && [ ! -e "$RUN/force-primary" ] && [ $(($(now) - examined)) -lt $WAIT_FOR_OTHERS ]; then
    wait_because "$where is damaged: waiting for another server that has the data"
    return
  fi
  if [ "$fault" = short ]; then return 0; fi
  if may_cut; then
    cut_tail
    return
  fi
  advice='restore a backup into another store'
  if [ "$fault" = tail ]; then
    advice="$advice, or start without its last $bytes bytes, which stay in $DATA/damaged-tail: touch $RUN/cut-log in this container"
  fi
  wait_because "waiting: $where is damaged; nothing is changed: $advice"
}

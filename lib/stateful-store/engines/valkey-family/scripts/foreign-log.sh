# shellcheck shell=sh
# Refuses data in a format that the server cannot read: that of a later version, or of another server. Source this after mend-log.sh.
# shellcheck disable=SC2154
: "${CHECK:?}" "${RUN:?}" "${DATA:?}" "${SERVER:?}"

# The way out for an operator whose server cannot read its data.
way_out='nothing is changed: give the store the image back that it had, or bring the keys over with a program that reads them there and writes them here'

# Prints the file that the data begins with.
first_file() { if has_log; then files_of_log | head -n 1; else echo "$DATA/dump.rdb"; fi; }

# True if the server can read the format of its data. The first nine bytes of a dump name it, `REDIS0011` or `VALKEY080`; the server's own
# program judges them, and not a table of versions. A file that begins with something else is a log without a dump, or damaged.
can_read_format() {
  format=$(head -c 9 "$1" 2>/dev/null | tr -cd 'A-Z0-9')
  case $format in REDIS[0-9]* | VALKEY[0-9]*) ;; *) return 0 ;; esac
  printf %s "$format" >"$RUN/format"
  ! "$CHECK" "$RUN/format" 2>&1 </dev/null | grep -q -e "Can't handle RDB format" -e 'Foreign RDB version' -e 'Wrong signature'
}

# Makes the server wait, for ever, while its data is none that it can read.
check_format() {
  [ "${format_is_good-}" != yes ] || return 0
  if can_read_format "$(first_file)"; then
    format_is_good=yes
    return
  fi
  wait_because "waiting: the data has the format $format, which a later version or another server has written and this one cannot read; $way_out"
}

# Prints a number for a version of Redis, by which the formats of copies are in order: 704 for 7.4 and later ones. Valkey copies as Redis
# 7.2 does, and calls itself that in `redis_version`.
format_of() {
  printf '%s\n' "$1" | awk -F. '/^[0-9]+\.[0-9]+/ { number = $1 * 100 + $2; print (number > 704 ? 704 : number) }'
}

own_version() {
  case $SERVER in
    valkey-*) echo 7.2 ;;
    *) "$SERVER" --version 2>/dev/null | sed -n 's/.* v=\([0-9.]*\).*/\1/p' ;;
  esac
}

# Makes a replica wait whose primary has a format that it cannot read. It would forget what it has, and ask for all data again and again.
check_primary() {
  if [ "$TOPOLOGY" = single ] || [ "$primary" = "$own_address" ]; then return 0; fi
  theirs=$(cli "$primary" "$PORT" info server | tr -d '\r' | value redis_version) || theirs=
  own=$(own_version)
  there=$(format_of "$theirs") here=$(format_of "$own")
  if [ -z "$there" ] || [ -z "$here" ] || [ "$there" -le "$here" ]; then return 0; fi
  wait_because "waiting: $primary sends data in the format of Redis $theirs, and this server reads that of $own at most; $way_out"
}

#!/bin/sh
# Runs beside a server before its files are copied. `begin` stops rewrites of the append-only file, so that files copied one after
# the other match. `end` allows them again. Without `end`, they are allowed again after an hour.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"

before=$RUN/rewrite-percentage

# Sets the growth at which the file is rewritten; 0 means never.
rewrite_at() {
  [ "$(server config set auto-aof-rewrite-percentage "$1")" = OK ] || {
    log 'the server does not take another auto-aof-rewrite-percentage'
    exit 1
  }
}

case $1 in
  begin)
    [ -s "$before" ] || server config get auto-aof-rewrite-percentage | tail -n 1 >"$before"
    # Only the last `begin` ends by itself.
    since=$(now)
    echo "$since" >"$RUN/still-since"
    rewrite_at 0
    while info persistence | grep -Eq '^aof_rewrite_(in_progress|scheduled):1'; do sleep 0.5; done
    (
      sleep 3600
      [ "$(cat "$RUN/still-since")" != "$since" ] || sh "$0" end
    ) </dev/null >/dev/null 2>&1 &
    ;;
  end)
    [ -s "$before" ] || exit 0
    rewrite_at "$(cat "$before")"
    rm -f "$before" "$RUN/still-since"
    ;;
esac

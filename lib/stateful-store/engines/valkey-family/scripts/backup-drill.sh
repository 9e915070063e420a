#!/bin/sh
# Restores $BACKUP as a store does, into a server without a network, and counts its keys.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
# shellcheck source=./modules.sh
. "$CONFIG/modules.sh"
: "${SERVER:?}" "${FACTS:?}"

mkdir -p "$DATA"
WISH='the newest backup' sh "${0%/*}/backup-restore.sh"
socket=$DATA/server.sock
modules >"$DATA/modules.conf"
# As a replica without a primary it keeps keys that expired after the dump, so that every key can be counted.
(
  "$SERVER" "$DATA/modules.conf" --port 0 --unixsocket "$socket" --dir "$DATA" --appendonly yes --save '' --auto-aof-rewrite-percentage 0 \
    --replicaof 127.0.0.1 1 --logfile "$DATA/server.log" --pidfile "$DATA/server.pid" || :
  : >"$DATA/ended"
) &
restored() { timeout 10 "$CLI" -s "$socket" "$@" 2>/dev/null | tr -d '\r'; }

until [ "$(restored info persistence | value loading)" = 0 ]; do
  if [ -e "$DATA/ended" ]; then
    tail -n 20 "$DATA/server.log" >&2
    log 'a server does not start with this backup'
    exit 1
  fi
  sleep 0.5
done
{
  restored info keyspace | awk -F '[=,]' '/^db/ { keys += $2 } END { printf "entries %d\n", keys }'
  canary=$(restored get __mainstay:canary)
  case $canary in [0-9]*) printf 'canary %s\n' "$canary" ;; esac
} >"$FACTS"
kill "$(cat "$DATA/server.pid")"
wait

#!/bin/sh
# Has a replica that is in step write its data to $BACKUP/dump.rdb, the only server where there is but one, and checks the file.
# Before, the primary gets the time as a key of its own: finding it in the dump proves that the replica followed.
set -eu
# shellcheck source-path=SCRIPTDIR source=backup-common.sh
. "${0%/*}/backup-common.sh"
: "${PORT:?}" "${REPLICAS:?}"

CANARY=__mainstay:canary
deadline=$(($(date +%s) + 300))

# The first server of a role, one that has loaded its data and has a live link.
server() {
  at=0
  while [ "$at" -lt "$REPLICAS" ]; do
    info=$(ask "$(pod "$at")" "$PORT" INFO all)
    if [ "$(printf '%s\n' "$info" | field role)" = "$1" ] && [ "$(printf '%s\n' "$info" | field loading)" = 0 ]; then
      case $1:$(printf '%s\n' "$info" | field master_link_status) in
        master: | slave:up)
          pod "$at"
          return
          ;;
      esac
    fi
    at=$((at + 1))
  done
  return 1
}

# A primary would take the dump for one more replica, so it is asked only where it is alone.
[ "$REPLICAS" -gt 1 ] && role=slave || role=master
until primary=$(server master) && source=$(server "$role"); do
  if [ "$(date +%s)" -ge "$deadline" ]; then
    say "no primary, or no replica that is in step, has answered for five minutes"
    exit 1
  fi
  sleep 5
done

now=$(date +%s)
answer=$(ask "$primary" "$PORT" SET "$CANARY" "$now")
if [ "$answer" = OK ]; then
  until [ "$(ask "$source" "$PORT" GET "$CANARY")" = "$now" ]; do
    if [ "$(date +%s)" -ge "$((now + 60))" ]; then
      say "$source does not follow $primary: a key that was written a minute ago is not there"
      exit 1
    fi
    sleep 1
  done
else
  say "the primary did not take the key $CANARY: $answer"
fi
canary=$(ask "$source" "$PORT" GET "$CANARY")

say "dumping $source"
# shellcheck disable=SC2086 # several words, or none
"$CLI" $CLI_OPTIONS -h "$source" -p "$PORT" --rdb "$BACKUP/dump.rdb" >&2 || {
  say "$source did not send its data, or there is no space for it"
  exit 1
}
found=$("$CHECK" "$BACKUP/dump.rdb") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  say "the dump is not whole"
  exit 1
}
{
  printf 'entries %s\n' "$(printf '%s\n' "$found" | sed -n 's/^\[info\] \([0-9]*\) keys read$/\1/p')"
  case $canary in [0-9]*) printf 'canary %s\n' "$canary" ;; esac
} >"$FACTS"

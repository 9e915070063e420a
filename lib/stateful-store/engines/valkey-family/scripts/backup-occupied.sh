#!/bin/sh
# Succeeds when this pod must not get the data of a backup, and exits with 1 when it may: it is the first pod, its volume is
# empty, and every other pod has answered that it has no data and that its Sentinel knows of none. A first pod that has lost its
# volume must not hand an old backup to replicas that have newer writes.
set -eu
# shellcheck source-path=SCRIPTDIR source=backup-common.sh
. "${0%/*}/backup-common.sh"
: "${PORT:?}" "${REPLICAS:?}"

for there in appendonlydir appendonly.aof dump.rdb; do
  if [ -e "$DATA/$there" ]; then
    say "the volume has data ($there), which is left alone"
    exit 0
  fi
done
if [ "${POD_NAME##*-}" != 0 ]; then
  say "the volume is empty; this pod gets its data from the primary"
  exit 0
fi

# What another pod knows: `data`, `none`, or nothing when it does not answer.
state() {
  info=$(ask "$1" "$PORT" INFO all)
  [ "$(printf '%s\n' "$info" | field redis_version)" ] || return 0
  loading=$(printf '%s\n' "$info" | field loading)
  offset=$(printf '%s\n' "$info" | field master_repl_offset)
  if [ "$loading" != 0 ] || [ "$(printf '%s\n' "$info" | keys)" != 0 ] || [ "$offset" != 0 ]; then
    echo data
    return
  fi
  if [ -n "${SENTINEL_PORT:-}" ]; then
    replicas=$(ask "$1" "$SENTINEL_PORT" SENTINEL MASTER "$MASTER_NAME" | sed -n '/^num-slaves$/{n;p;}')
    case $replicas in
      0) ;;
      [1-9]*)
        echo data
        return
        ;;
      *) return 0 ;;
    esac
  fi
  echo none
}

at=1
waited=0
while [ "$at" -lt "$REPLICAS" ]; do
  case $(state "$(pod "$at")") in
    data)
      say "the volume is empty, but $(pod "$at") has data: it is newer than any backup, and this pod gets it from there"
      exit 0
      ;;
    none) at=$((at + 1)) ;;
    *)
      [ $((waited % 30)) -ne 0 ] || say "waiting for $(pod "$at") to say whether it has data; an old backup must not replace it"
      sleep 2
      waited=$((waited + 2))
      ;;
  esac
done
exit 1

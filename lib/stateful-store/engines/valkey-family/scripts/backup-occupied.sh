#!/bin/sh
# Succeeds when this pod must not get the data of a backup. Exits with 1 when it may: it is the first pod, its volume is empty or has
# a restore of something else that no server could load, and every other pod has answered that it has no data and that its Sentinel
# knows of none. A first pod that has lost its volume must not pass an old backup to replicas with newer writes.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
# shellcheck source=./begin-log.sh
. "$CONFIG/begin-log.sh"
: "${WISH:?}"

if has_log && is_unproven; then
  if [ "$(head -n 1 "$unproven")" = "$WISH" ]; then
    log "the volume has $WISH, which no server has loaded yet: the server goes on with that"
    exit 0
  fi
  log "the volume has a restore that no server could load ($(head -n 1 "$unproven")), and now $WISH is wanted"
  again=yes
fi

for there in appendonlydir appendonly.aof dump.rdb; do
  if [ -z "${again-}" ] && [ -e "$DATA/$there" ]; then
    log "the volume has data ($there), which is left alone"
    exit 0
  fi
done
if [ "$ordinal" != 0 ]; then
  log 'the volume is empty; this pod gets its data from the primary'
  exit 0
fi

# knows ADDRESS: prints `data` or `nothing`, or no word without an answer. A server that has ever followed a primary has an offset,
# and a Sentinel that has seen a primary remembers its replicas.
knows() {
  known=$(cli "$1" "$PORT" info all | tr -d '\r' | awk -F: '
    { is[$1] = $2 }
    /^db[0-9]+:keys=/ { databases++ }
    END {
      if (is["redis_version"] == "") exit
      print (is["loading"] == "0" && is["master_repl_offset"] == "0" && !databases) ? "nothing" : "data"
    }') || return 0
  if [ "$known" = nothing ]; then
    known=$(cli "$1" "$SENTINEL_PORT" sentinel master "$MASTER" | awk '
      seen == "num-slaves" { print ($1 == "0") ? "nothing" : "data" }
      { seen = $1 }')
  fi
  echo "$known"
}

pod=1
tries=0
while [ "$pod" -lt "$REPLICAS" ]; do
  other=$(address_of "$pod") || other=
  case $(knows "$other") in
    data)
      log "the volume is empty, but $other has data, or knows who has: it is newer than any backup, and this pod gets it from there"
      exit 0
      ;;
    nothing) pod=$((pod + 1)) ;;
    *)
      if [ -n "$other" ] && is_refused_by "$other" "$PORT"; then
        [ $((tries % 15)) -ne 0 ] || log "waiting: pod $pod does not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM"
      elif [ $((tries % 15)) -eq 0 ]; then
        log "waiting for pod $pod to say whether it has data: a backup must not take the place of newer writes"
      fi
      tries=$((tries + 1))
      sleep 1
      ;;
  esac
done
rm -rf "$DATA/appendonlydir.unfinished"
# Moved first: half of a directory must not look like data.
[ ! -e "$DATA/appendonlydir" ] || mv "$DATA/appendonlydir" "$DATA/appendonlydir.unfinished"
rm -rf "$DATA/appendonlydir.unfinished" "$DATA/appendonly.aof" "$unproven"
exit 1

#!/bin/sh
# Finds out which primary to watch, writes the configuration anew, and becomes the Sentinel. Its memory is on the volume: without it, all
# pods that start again at once would take the first pod for the primary and with it whatever that pod missed.
set -eu
umask 077
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./sentinels.sh
. "$here/sentinels.sh"
# shellcheck source=./passwords.sh
. "$here/passwords.sh"

# For so long a Sentinel that remembers nothing waits for the others, before it takes the first pod for the primary.
BOOTSTRAP=20

state=$DATA/sentinel
memory=$state/sentinel.conf

# The primary that this Sentinel watched when it last ran.
remembered_primary() { [ ! -s "$memory" ] || awk '$1 == "sentinel" && $2 == "monitor" { gsub(/"/, "", $4); print $4 }' "$memory"; }

# Sets `primary`: what the others say, or what is remembered, or at the very first start the first pod.
find_primary() {
  bootstrap_at=$(($(now) + BOOTSTRAP))
  while :; do
    # shellcheck disable=SC2046
    set -- $(opinions "$ordinal" | newest)
    primary=${1-}
    if [ -z "$primary" ]; then primary=$remembered; fi
    if [ -z "$primary" ] && [ "$(now)" -ge "$bootstrap_at" ]; then primary=$(address_of 0) || primary=; fi
    # A Sentinel ends at once when it cannot look up the name.
    if [ -n "$primary" ] && resolves "$primary"; then return; fi
    sleep 0.5
  done
}

# What the memory knows about itself and about pods that still belong to the store. What it knows about another primary than the one
# to watch now is out of date.
recollection() {
  [ -s "$memory" ] || return 0
  if [ "$primary" != "$remembered" ]; then
    awk '$1 == "sentinel" && ($2 == "myid" || $2 == "current-epoch")' "$memory"
    return
  fi
  members=' '
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    members="$members$(address_of "$peer" || :) "
    peer=$((peer + 1))
  done
  awk -v members="$members" '
    $1 == "sentinel" && ($2 == "myid" || $2 ~ /epoch$/)
    $1 == "sentinel" && $2 ~ /^known-/ {
      host = $4
      gsub(/"/, "", host)
      if (index(members, " " host " ")) print
    }' "$memory"
}

configuration() {
  # How names are treated must be known before the first of them.
  cat "$CONFIG/sentinel.conf"
  printf 'dir %s\naclfile %s/sentinel-users.acl\n' "$state" "$RUN"
  printf 'sentinel announce-ip %s\nsentinel announce-port %s\n' "$own_address" "$SENTINEL_PORT"
  printf 'sentinel sentinel-user sentinel\nsentinel sentinel-pass %s\n' "$(quoted admin)"
  printf 'sentinel monitor %s %s %s %s\n' "$MASTER" "$primary" "$PORT" "$majority"
  printf 'sentinel auth-user %s sentinel\nsentinel auth-pass %s %s\n' "$MASTER" "$MASTER" "$(quoted admin)"
  cat "$CONFIG/monitor.conf"
  recollection
}

# Whoever asks whether this container is alive is told that it waits.
touch "$RUN/sentinel-waits"
wait_for_passwords
wait_for_own_address
mkdir -p "$state"
remembered=$(remembered_primary)
find_primary
log "watching $primary (remembered: ${remembered:-nothing})"
users "$CONFIG/sentinel-users.acl" >"$RUN/sentinel-users.acl"
configuration >"$memory.new"
mv "$memory.new" "$memory"
rm -f "$RUN/sentinel-waits"
exec "$SERVER" "$memory" --sentinel

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
# shellcheck source=./certificate.sh
. "$here/certificate.sh"

# For so many seconds a Sentinel that remembers nothing waits for the others, before it takes the first pod for the primary.
BOOTSTRAP=20

state=$DATA/sentinel
memory=$state/sentinel.conf
# What was there at the start. The Sentinel of a pod that was deleted by force still runs for a moment, on the same volume: a primary that
# was read before it wrote and an epoch that was read afterwards would be believed for ever.
past=$RUN/sentinel-before.conf

# The primary that this Sentinel watched when it last ran.
remembered_primary() { awk '$1 == "sentinel" && $2 == "monitor" { gsub(/"/, "", $4); print $4 }' "$past"; }

# What this Sentinel would have said then, as an opinion like those of the others: whoever has the newest epoch is right.
own_opinion() {
  [ -z "$remembered" ] ||
    awk -v primary="$remembered" '$1 == "sentinel" && $2 == "config-epoch" { print primary, $4, 0 }' "$past"
}

# Whether somebody has decided that this pod is the primary.
forced() { [ -e "$RUN/force-primary" ]; }

# Sets `primary`: what the others say or this one remembers; at the very first start the first pod.
find_primary() {
  started=$(now)
  while :; do
    if forced; then
      primary=$own_address
      return
    fi
    # shellcheck disable=SC2046
    set -- $({ opinions "$ordinal" && own_opinion; } | newest)
    primary=${1-}
    # Whoever is not let in knows nothing of the others, and must not decide anything.
    if [ "$(refusals_except "$ordinal")" -gt 0 ]; then
      [ -n "${said-}" ] || log "waiting: the other Sentinels do not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM"
      said=yes
      sleep 1
      continue
    fi
    if [ -z "$primary" ] && [ $(($(now) - started)) -ge $BOOTSTRAP ]; then primary=$(address_of 0) || primary=; fi
    # Some versions end when they cannot look up the name. But the pod may be gone, and then this Sentinel is needed.
    if [ -n "$primary" ]; then
      if resolves "$primary" || [ $(($(now) - started)) -ge $BOOTSTRAP ]; then return; fi
    fi
    sleep 0.5
  done
}

# Who the Sentinel of the pod with this ordinal is, whether or not its volume was lost: the same one that comes back as another would be
# counted twice, until no majority could be reached.
identity_of() {
  printf '%s/%s-%s' "$POD_NAMESPACE" "$STORE_NAME" "$1" | sha1sum | cut -c 1-40
}

# The pods that are there, whatever was remembered: those that were added or taken away are counted from now on.
membership() {
  printf 'sentinel myid %s\n' "$(identity_of "$ordinal")"
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    if [ "$peer" != "$ordinal" ] && host=$(address_of "$peer"); then
      printf 'sentinel known-sentinel %s %s %s %s\n' "$MASTER" "$host" "$SENTINEL_PORT" "$(identity_of "$peer")"
    fi
    peer=$((peer + 1))
  done
}

# How far the counting of epochs had come. What was remembered of another primary than the one to watch now is out of date. What is
# decided by force is newer than all that is remembered.
epochs() {
  [ -s "$past" ] || return 0
  awk -v same="$([ "$primary" != "$remembered" ] || echo yes)" -v forced="$(! forced || echo yes)" -v name="$MASTER" '
    $1 != "sentinel" || $2 !~ /-epoch$/ { next }
    $NF > newest { newest = $NF }
    !forced && ($2 == "current-epoch" || same)
    END {
      if (forced) printf "sentinel config-epoch %s %d\nsentinel current-epoch %d\n", name, newest + 1, newest + 1
    }' "$past"
}

# The replicas that this Sentinel knew or that the others know, as far as they are still there. One that lost its volume would learn of
# them from the primary only, and could not replace a primary that does not come.
known_replicas() {
  members=' '
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    members="$members$(address_of "$peer" || :) "
    peer=$((peer + 1))
  done
  {
    if [ "$primary" = "$remembered" ]; then awk '$2 == "known-replica" || $2 == "known-slave" { print $4 }' "$past"; fi
    replicas_known_except "$ordinal"
  } | awk -v members="$members" -v primary="$primary" -v line="sentinel known-replica $MASTER %s $PORT\\n" '
    $1 != primary && index(members, " " $1 " ") && !seen[$1]++ { printf line, $1 }'
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
  membership
  epochs
  known_replicas
}

# Whoever asks whether this container is alive is told that it waits.
touch "$RUN/sentinel-waits"
wait_for_passwords
wait_for_own_address
mkdir -p "$state"
if [ -s "$memory" ]; then cp "$memory" "$past"; else : >"$past"; fi
remembered=$(remembered_primary)
find_primary
log "watching $primary (remembered: ${remembered:-nothing})"
users "$CONFIG/sentinel-users.acl" >"$RUN/sentinel-users.acl"
configuration >"$memory.new"
mv "$memory.new" "$memory"
remember_certificate sentinel
rm -f "$RUN/sentinel-waits"
exec "$SERVER" "$memory" --sentinel

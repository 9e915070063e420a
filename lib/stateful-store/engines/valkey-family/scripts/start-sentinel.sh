#!/bin/sh
# Finds the primary to watch, writes a new configuration, and becomes the Sentinel. The state of the Sentinel is on the volume:
# without it, pods that all restart at once would make the first pod the primary, and lose whatever that pod missed.
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

# Seconds for which a Sentinel without a memory waits for the others before it takes the first pod as the primary.
BOOTSTRAP=20

state=$DATA/sentinel
memory=$state/sentinel.conf
# A copy of the state at the start. The Sentinel of a pod deleted by force still runs for a moment, on the same volume. A primary
# read
# before it wrote, together with an epoch read afterwards, would be believed for ever.
past=$RUN/sentinel-before.conf

# Prints the primary that this Sentinel watched when it last ran.
remembered_primary() { awk '$1 == "sentinel" && $2 == "monitor" { gsub(/"/, "", $4); print $4 }' "$past"; }

# Prints the opinion of this Sentinel at that time, like those of the others. The newest epoch decides.
own_opinion() {
  [ -z "$remembered" ] ||
    awk -v primary="$remembered" '$1 == "sentinel" && $2 == "config-epoch" { print primary, $4, 0 }' "$past"
}

# True if this pod was made the primary by force.
forced() { [ -e "$RUN/force-primary" ]; }

# Sets `primary` from the other Sentinels or from memory; at the very first start to the first pod.
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
    # A Sentinel that the others refuse knows nothing of them, and must not decide anything.
    if [ "$(refusals_except "$ordinal" "$SENTINEL_PORT")" -gt 0 ]; then
      use_admin_if_taken sentinel
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

# identity_of ORDINAL: prints the ID of the Sentinel of a pod, which survives the loss of its volume. A Sentinel that came back with
# another ID would be counted twice, until no majority could be reached.
identity_of() {
  printf '%s/%s-%s' "$POD_NAMESPACE" "$STORE_NAME" "$1" | sha1sum | cut -c 1-40
}

# Lists the current pods, whatever was remembered: pods that were added or removed count from now on.
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

# Prints the remembered epochs; the configuration epoch only for the same primary, because another one is out of date. A forced
# primary gets a newer epoch than any that is remembered.
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

# Lists the replicas that this Sentinel or the others know, if they still exist. A Sentinel that lost its volume would learn of them
# only from the primary, and could not replace a primary that does not come.
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
  # The handling of names must be set before the first name.
  cat "$CONFIG/sentinel.conf"
  printf 'dir %s\naclfile %s/sentinel-users.acl\n' "$state" "$RUN"
  printf 'sentinel announce-ip %s\nsentinel announce-port %s\n' "$own_address" "$SENTINEL_PORT"
  printf 'sentinel sentinel-user sentinel\nsentinel sentinel-pass %s\n' "$(quoted "$RUN/admin")"
  printf 'sentinel monitor %s %s %s %s\n' "$MASTER" "$primary" "$PORT" "$majority"
  printf 'sentinel auth-user %s sentinel\nsentinel auth-pass %s %s\n' "$MASTER" "$MASTER" "$(quoted "$RUN/admin")"
  cat "$CONFIG/monitor.conf"
  membership
  epochs
  known_replicas
}

# Makes alive.sh succeed while this script waits.
touch "$RUN/sentinel-waits"
wait_for_passwords sentinel
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
remember_used sentinel
rm -f "$RUN/sentinel-waits"
exec "$SERVER" "$memory" --sentinel

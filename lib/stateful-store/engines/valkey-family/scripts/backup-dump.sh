#!/bin/sh
# Makes a replica that is in step write its data to $BACKUP/dump.rdb, or the only server if there is one, and checks the file.
# Before that, it writes the time to a key of the primary: finding it in the dump proves that the replica followed.
set -eu
# shellcheck source=./common.sh
. "$CONFIG/common.sh"
# shellcheck source=./backup-identity.sh
. "${0%/*}/backup-identity.sh"
: "${BACKUP:?}" "${FACTS:?}" "${CHECK:?}" "${IDENTITY:?}"

CANARY=__mainstay:canary

# in_step ADDRESS: prints the role of a server that has loaded its data and, as a replica, has a live link.
in_step() {
  cli "$1" "$PORT" info all | tr -d '\r' | awk -F: '
    { is[$1] = $2 }
    END {
      if (is["loading"] != "0") exit
      if (is["role"] == "master") print "primary"
      if (is["role"] == "slave" && is["master_link_status"] == "up" && is["master_sync_in_progress"] == "0") print "replica"
    }'
}

# Sets `primary` and `source`, and `refused` where a server does not take the password. A primary treats a dump like one more replica, so
# it is the source only if it is the only server.
look_around() {
  primary='' source='' refused=''
  pod=0
  while [ "$pod" -lt "$REPLICAS" ]; do
    if address=$(address_of "$pod"); then
      case $(in_step "$address") in
        primary) primary=$address ;;
        replica) source=$address ;;
        *) if is_refused_by "$address" "$PORT"; then refused=yes; fi ;;
      esac
    fi
    pod=$((pod + 1))
  done
  [ "$REPLICAS" -gt 1 ] || source=$primary
  [ -n "$primary" ] && [ -n "$source" ]
}

patience=$(($(now) + 300))
until look_around; do
  if [ "$(now)" -ge "$patience" ]; then
    if [ -n "$refused" ]; then
      log "the servers do not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM"
    else
      log 'for five minutes no primary has answered, or no replica that is in step'
    fi
    exit 1
  fi
  sleep 5
done

# Before the canary, which the source has only after all that came earlier.
identity=$(identity_of "$primary")
if [ -z "$identity" ]; then
  identify "$primary"
  identity=$(identity_of "$primary")
fi
printf '%s\n' "$identity" | awk 'NF { print "identity", $1 } NF > 1 { print "parent", $2 }' >"$IDENTITY"

time=$(date +%s)
seen=$(cli "$primary" "$PORT" get "$CANARY" | tr -d '\r' | grep -x '[0-9]\{1,15\}') || seen=
if [ -n "$seen" ]; then
  printf 'seen %s\n' "$seen" >>"$IDENTITY"
  # Each one is larger than the one before, whatever the clocks of the nodes are.
  [ "$time" -gt "$seen" ] || time=$((seen + 1))
fi
answer=$(cli "$primary" "$PORT" set "$CANARY" "$time") || :
if [ "$answer" = OK ]; then
  patience=$(($(now) + 60))
  until [ "$(cli "$source" "$PORT" get "$CANARY")" = "$time" ]; do
    if [ "$(now)" -ge "$patience" ]; then
      log "$source does not follow $primary: a key that was written a minute ago is not there"
      exit 1
    fi
    sleep 0.5
  done
else
  log "the primary did not take the key $CANARY: ${answer:-no answer}"
fi
canary=$(cli "$source" "$PORT" get "$CANARY")

log "dumping $source"
# shellcheck disable=SC2086 # several words, or none
REDISCLI_AUTH=$(admin_password) \
  "$CLI" ${TLS_OPTIONS-} --no-auth-warning --user admin -h "$source" -p "$PORT" --rdb "$BACKUP/dump.rdb" >&2 || {
  log "$source did not send all of its data, or there is no space for it"
  exit 1
}
found=$("$CHECK" "$BACKUP/dump.rdb") || {
  printf '%s\n' "$found" | tail -n 5 >&2
  log 'the dump is not whole'
  exit 1
}
{
  printf 'entries %s\n' "$(printf '%s\n' "$found" | sed -n 's/^\[info\] \([0-9]*\) keys read$/\1/p')"
  case $canary in [0-9]*) printf 'canary %s\n' "$canary" ;; esac
} >"$FACTS"

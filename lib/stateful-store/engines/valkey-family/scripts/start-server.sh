#!/bin/sh
# Finds out whether this server is the primary or whose replica it is, writes what only this pod knows, and becomes the server.
set -eu
umask 077
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./sentinels.sh
. "$here/sentinels.sh"
# shellcheck source=./passwords.sh
. "$here/passwords.sh"

# For so long a server with data stands back while another one acts as the primary.
STAND_BACK=10

has_log() { [ -d "$DATA/appendonlydir" ] || [ -s "$DATA/appendonly.aof" ]; }
has_data() { has_log || [ -s "$DATA/dump.rdb" ]; }

# Why this server must not become the primary yet, although the Sentinels name it; nothing when it may.
hesitation() {
  if ! has_data; then
    # Its replicas would copy the emptiness.
    [ "$known_replicas" -eq 0 ] || echo "the volume is empty and there are $known_replicas replicas: waiting for one of them to take over"
  elif [ "$(now)" -lt "$stand_back_until" ] && rival; then
    echo 'another server is the primary, or is becoming it: waiting'
  fi
}

# Sets `primary` to what a majority of the Sentinels names. Without a majority nothing is known: nobody starts.
find_primary() {
  stand_back_until=$(($(now) + STAND_BACK))
  said=
  while :; do
    if [ -e "$RUN/force-primary" ]; then
      primary=$own_address
      log 'primary by force: the majority was not asked'
      return
    fi
    # shellcheck disable=SC2046
    set -- $(opinions all | newest)
    primary=${1-} votes=${2-0} known_replicas=${3-0}
    if [ "$votes" -lt "$majority" ]; then
      reason="$votes of $majority Sentinels that are needed name a primary (${primary:-none}): waiting"
    elif [ "$primary" != "$own_address" ]; then
      log "replica of $primary"
      return
    else
      reason=$(hesitation)
      [ -n "$reason" ] || { log primary && return; }
    fi
    [ "$reason" = "$said" ] || log "$reason"
    said=$reason
    sleep 0.5
  done
}

# A server with an append-only file ignores dump.rdb without a word. Where only that is there, an earlier server has left its data in
# it: it becomes the beginning of the append-only file.
adopt_snapshot() {
  if has_log || [ ! -s "$DATA/dump.rdb" ]; then return; fi
  log 'taking over dump.rdb as the beginning of the append-only file'
  if [ "$LOG_DIRECTORY" = no ]; then
    cp "$DATA/dump.rdb" "$DATA/appendonly.aof.new"
    mv "$DATA/appendonly.aof.new" "$DATA/appendonly.aof"
    return
  fi
  rm -rf "$DATA/appendonlydir.new"
  mkdir "$DATA/appendonlydir.new"
  cp "$DATA/dump.rdb" "$DATA/appendonlydir.new/appendonly.aof.1.base.rdb"
  echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$DATA/appendonlydir.new/appendonly.aof.manifest"
  mv "$DATA/appendonlydir.new" "$DATA/appendonlydir"
}

configuration() {
  printf 'include %s/server.conf\n' "$CONFIG"
  printf 'aclfile %s/users.acl\n' "$RUN"
  [ "$TOPOLOGY" = failover ] || return 0
  printf 'replica-announce-ip %s\n' "$own_address"
  printf 'masteruser replica\nmasterauth %s\n' "$(quoted admin)"
  [ "$primary" = "$own_address" ] || printf 'replicaof %s %s\n' "$primary" "$PORT"
  # Nobody is there to replicate to.
  [ ! -e "$RUN/force-primary" ] || echo 'min-replicas-to-write 0'
}

wait_for_passwords
if [ "$TOPOLOGY" = failover ]; then
  wait_for_own_address
  find_primary
fi
adopt_snapshot
users "$CONFIG/users.acl" >"$RUN/users.acl"
configuration >"$RUN/server.conf"
exec "$SERVER" "$RUN/server.conf"

#!/bin/sh
# Finds out whether this server is the primary or a replica, and of which server, writes the settings of this pod, and becomes the
# server.
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
# shellcheck source=./begin-log.sh
. "$here/begin-log.sh"
# shellcheck source=./mend-log.sh
. "$here/mend-log.sh"
# shellcheck source=./foreign-log.sh
. "$here/foreign-log.sh"
# shellcheck source=./modules.sh
. "$here/modules.sh"
# shellcheck source-path=SCRIPTDIR/../../../volumes/scripts source=volume.sh
. "$here/volume.sh"

# Seconds for which a server with data waits: while the Sentinels may be about to replace it, and while they do. A pod deleted by
# force is back under its own name before they notice, or just when another one is made the primary.
STAND_BACK=10
STAND_BACK_LONGER=20

has_data() { has_log || [ -s "$DATA/dump.rdb" ]; }

# Prints why this server must not become the primary yet, although the Sentinels name it; nothing when it may.
hesitation() {
  if ! has_data; then
    # Its replicas would copy an empty server.
    [ "$known_replicas" -eq 0 ] || echo "the volume is empty and there are $known_replicas replicas: waiting for one of them to take over"
    return
  fi
  waited=$(($(now) - named_since))
  if [ $waited -lt $STAND_BACK ] && echo "$answers" | primary_is_missed && ! nobody_can_take_over; then
    echo 'this server was away for so long that another one may become the primary: waiting'
  elif [ $waited -lt $STAND_BACK_LONGER ] && { echo "$answers" | role_is_moving || another_primary; }; then
    echo 'another server is the primary, or is becoming it: waiting'
  fi
}

# Says the role of this server, once.
announce() {
  [ "$1" = "${announced-}" ] || log "$1"
  announced=$1
}

# Sets `primary` to the one that a majority of the Sentinels names. Without a majority no server starts.
find_primary() {
  named_since=
  said=
  while :; do
    if [ -e "$RUN/force-primary" ]; then
      primary=$own_address
      log 'primary by force: the majority was not asked'
      return
    fi
    answers=$(opinions all)
    # shellcheck disable=SC2046
    set -- $(echo "$answers" | newest)
    primary=${1-} votes=${2-0} known_replicas=${3-0}
    if [ "$votes" -lt "$majority" ]; then
      reason="$votes of $majority Sentinels that are needed name a primary (${primary:-none}): waiting"
      if [ "$(refusals_except "$ordinal" "$SENTINEL_PORT")" -gt 0 ]; then
        use_admin_if_taken server
        reason="waiting: the Sentinels do not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM"
      fi
    elif [ "$primary" != "$own_address" ]; then
      announce "replica of $primary"
      return
    else
      named_since=${named_since:-$(now)}
      reason=$(hesitation)
      [ -n "$reason" ] || { announce primary && return; }
    fi
    [ "$reason" = "$said" ] || log "$reason"
    said=$reason
    sleep 0.5
  done
}

# If only dump.rdb exists, it holds the data of an earlier server: a copy becomes the beginning of the append-only file.
adopt_snapshot() {
  if has_log || [ ! -s "$DATA/dump.rdb" ]; then return; fi
  log 'taking over dump.rdb as the beginning of the append-only file'
  cp "$DATA/dump.rdb" "$DATA/dump.rdb.copy"
  begin_log_with "$DATA/dump.rdb.copy"
}

# Writes the priority of this server until it has seen its primary; lower is better. A restarted server does not know its offset: if
# all have restarted, and the primary has lost its volume, the server whose log was written last has most data. In units of 4 ms;
# always worse than that of a server in step. A log that has lost its end is the last choice.
remember_freshness() {
  if [ -n "$fault" ]; then
    echo 2147483600 >"$RUN/freshness"
    return
  fi
  stat -c %.3Y "$DATA"/appendonlydir/*.incr.aof "$DATA/appendonly.aof" 2>/dev/null | sort -n | tail -n 1 |
    awk '{ written = int($1 * 250) % 2147483000 } END { printf "%d\n", 2147483500 - written }' >"$RUN/freshness"
}

configuration() {
  modules
  printf 'include %s/server.conf\n' "$CONFIG"
  printf 'aclfile %s/users.acl\n' "$RUN"
  [ "$TOPOLOGY" = failover ] || return 0
  printf 'replica-announce-ip %s\n' "$own_address"
  printf 'masteruser replica\nmasterauth %s\n' "$(quoted "$RUN/admin")"
  # A replica may take over once it has been in step: see ready.sh.
  [ "$primary" = "$own_address" ] || printf 'replicaof %s %s\nreplica-priority 0\n' "$primary" "$PORT"
  # There are no replicas yet.
  [ ! -e "$RUN/force-primary" ] || echo 'min-replicas-to-write 0'
}

check_volume "$DATA" "$DATA/dump.rdb" "$DATA/appendonly.aof" "$DATA/appendonlydir" "$DATA"/appendonlydir/*
wait_for_passwords server
[ "$TOPOLOGY" = single ] || wait_for_own_address
until
  [ "$TOPOLOGY" = single ] || find_primary
  check_format && check_primary && mend_log
do sleep 1; done
adopt_snapshot
remember_freshness
users "$CONFIG/users.acl" >"$RUN/users.acl"
configuration >"$RUN/server.conf"
remember_certificate server
remember_used server
# The server is started again when it ends; if that is before it has loaded its data, the append-only file is examined.
: >"$RUN/loading"
exec "$SERVER" "$RUN/server.conf"

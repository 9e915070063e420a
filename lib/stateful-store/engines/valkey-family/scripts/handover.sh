#!/bin/sh
# Moves the role of the primary to a replica before this server ends. To run it by hand: kubectl exec POD -c CONTAINER -- sh PATH.
# The Sentinel of another pod moves it, which outlives this one. The next primary has every acknowledged write.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./sentinels.sh
. "$here/sentinels.sh"

# Limit of one attempt, in seconds.
ATTEMPT=8
# Limit, in hundredths of a second, for waiting for the right moment to move the role. A forced deletion leaves two seconds for
# everything.
UNHURRIED=60

# Prints hundredths of a second of a clock that is never set back.
hundredths() {
  read -r uptime _ </proc/uptime
  echo "${uptime%.*}${uptime#*.}"
}

begun=$(hundredths)

deadline=$(($(now) + HANDOVER))
in_time() { [ "$(now)" -lt "$deadline" ]; }

has_replicas() { info replication | awk -F: '$1 == "role" { role = $2 } $1 == "connected_slaves" { n = $2 } END { exit !(role == "master" && n > 0) }'; }

# True if all replicas that are online have confirmed everything that was written.
replicas_have_everything() {
  info replication | awk '
    # slave0:ip=fd00::7,port=6379,state=online,offset=9,lag=0
    /^master_repl_offset:/ { written = substr($0, index($0, ":") + 1) }
    /^slave[0-9]+:.*,state=online,/ {
      online++
      confirmed[online] = $0
      sub(/.*,offset=/, "", confirmed[online])
      sub(/,.*/, "", confirmed[online])
    }
    END {
      for (i = 1; i <= online; i++) if (confirmed[i] + 0 < written + 0) exit 1
      exit !(online > 0)
    }'
}

# have_it_look HOST: makes a Sentinel poll the replicas now. It polls every ten seconds, and every second while it moves the role;
# only then does it see that the replica has become the primary. Clients find no primary for that time, so the move is timed to end
# just before the next poll. Fails when the Sentinel does not answer. https://valkey.io/commands/sentinel-debug/
have_it_look() {
  answer=$(cli "$1" "$SENTINEL_PORT" sentinel debug info-period 100) && [ -n "$answer" ] || return
  [ "$answer" = OK ] || return 0
  looks=0
  until has_looked "$1" || [ $looks -ge 3 ]; do
    sleep 0.05
    looks=$((looks + 1))
  done
  cli "$1" "$SENTINEL_PORT" sentinel debug info-period 10000 >/dev/null || :
  [ $(($(hundredths) - begun)) -gt $UNHURRIED ] || sleep 0.5
}

has_looked() {
  cli "$1" "$SENTINEL_PORT" sentinel replicas "$MASTER" | awk '
    NR % 2 == 1 { key = $0 }
    NR % 2 == 0 && key == "flags" { flags = $0 }
    NR % 2 == 0 && key == "info-refresh" && flags == "slave" { seen++; if ($0 > 150) old++ }
    END { exit !(seen && !old) }'
}

# ask_for_failover HOST: asks the Sentinel there.
ask_for_failover() {
  if [ "$HANDOVER_BY" = coordination ]; then set -- "$1" COORDINATED; fi
  mover=$1
  shift
  answer=$(cli "$mover" "$SENTINEL_PORT" sentinel failover "$MASTER" "$@") || answer=
  [ "$answer" = "${said-}" ] || log "the Sentinel of $mover: ${answer:-no answer}"
  said=$answer
  case $answer in OK | *INPROG*) ;; *) return 1 ;; esac
}

# Makes replicas confirm at once, for which their primary waits; otherwise they do so every second. They send no other answer.
have_replicas_confirm() {
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    if [ "$peer" != "$ordinal" ] && host=$(address_of "$peer"); then
      # The kubelet waits for this hook as long as a process that it left behind can still print.
      (cli "$host" "$PORT" replconf getack '*' &) </dev/null >/dev/null 2>&1
    fi
    peer=$((peer + 1))
  done
}

# True if a majority of the Sentinels names another pod. Until then clients come here, and are refused at once instead of waiting
# for
# an address that no longer exists.
handed_over() {
  # shellcheck disable=SC2046
  set -- $(opinions all | newest)
  successor=${1-}
  [ -n "$successor" ] && [ "$successor" != "$own_address" ] && [ "$2" -ge "$majority" ]
}

# The Sentinel that moves the role forgets a replica that it took for lost a moment ago. That replica would wait for this server to
# come back, and follow it as the replica of a replica.
have_replicas_follow() {
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    if [ "$peer" != "$ordinal" ] && host=$(address_of "$peer") && [ "$host" != "$successor" ]; then
      { cli "$host" "$PORT" role | head -n 1 | grep -qx slave && cli "$host" "$PORT" replicaof "$successor" "$PORT" >/dev/null; } &
    fi
    peer=$((peer + 1))
  done
  wait
}

# A server that can coordinate stops writes itself until its replica has them all. Otherwise no write is acknowledged until this
# server ends, and the role moves once the replicas have everything.
stop_writes() {
  [ "$HANDOVER_BY" != coordination ] || return 0
  server client pause $((HANDOVER * 1000 + 5000)) write >/dev/null
  while in_time && has_replicas; do
    have_replicas_confirm
    if replicas_have_everything; then break; fi
    sleep 0.1
  done
}

# Moves the role through the first Sentinel of another pod that succeeds.
move_role() {
  candidate=0
  while [ "$candidate" -lt "$REPLICAS" ]; do
    if [ "$candidate" != "$ordinal" ] && there=$(address_of "$candidate") && have_it_look "$there"; then
      stop_writes
      if ask_for_failover "$there"; then return 0; fi
    fi
    candidate=$((candidate + 1))
  done
  [ "$HANDOVER_BY" = coordination ] || server client unpause >/dev/null
  return 1
}

# Tries again after a failed attempt: the chosen replica may be gone by then.
hand_over() {
  while in_time && has_replicas; do
    patience=$(($(now) + ATTEMPT))
    move_role || { sleep 1 && continue; }
    while [ "$(now)" -lt "$patience" ] && in_time; do
      if handed_over; then
        log "$successor is the primary"
        have_replicas_follow
        return
      fi
      have_replicas_confirm
      sleep 0.1
    done
  done
}

if is_refused_by localhost "$PORT"; then
  log "the server does not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM: it ends without a handover"
fi
if [ "$TOPOLOGY" = failover ] && own_address=$(address_of "$ordinal"); then
  hand_over
fi
# A server cannot end while it writes its first append-only file after a full copy: it would be killed.
while in_time && [ "$(info persistence | value aof_rewrite_in_progress)" = 1 ]; do sleep 0.5; done

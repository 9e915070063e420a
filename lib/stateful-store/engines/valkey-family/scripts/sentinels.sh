# shellcheck shell=sh
# Functions that query the Sentinels of a store. Source this after common.sh.
: "${MASTER:?}" "${ordinal:?}"

# shellcheck disable=SC2034
majority=$((REPLICAS / 2 + 1))

# opinion HOST: prints "ADDRESS EPOCH REPLICAS FLAGS SILENCE" of one Sentinel: the primary that it names, the configuration epoch,
# the number of replicas, the flags of the primary, and the milliseconds since its last answer. Prints nothing unless the Sentinel
# answers both questions: one that is just starting may miss the first. Errors come as text with exit code 0, hence the check for
# blanks.
opinion() {
  printf 'sentinel get-master-addr-by-name %s\nsentinel master %s\n' "$MASTER" "$MASTER" |
    cli "$1" "$SENTINEL_PORT" |
    awk '
      NR == 1 { address = $0 }
      NR == 2 { port = $0 }
      NR == 3 { both = $0 == "name" && port ~ /^[0-9]+$/ }
      NR > 2 && NR % 2 == 1 { key = $0 }
      NR > 2 && NR % 2 == 0 { field[key] = $0 }
      END {
        if (!both || address == "" || address ~ / / || field["config-epoch"] == "") exit
        print address, field["config-epoch"], field["num-slaves"], field["flags"], field["last-ok-ping-reply"]
      }'
}

# opinions all, opinions ORDINAL: asks all Sentinels, or all but that of one pod. In parallel, so that missing ones cost one
# timeout.
opinions() {
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    if [ "$peer" != "$1" ]; then
      { host=$(address_of "$peer") && opinion "$host"; } &
    fi
    peer=$((peer + 1))
  done
  wait
}

# refusals_except ORDINAL PORT...: prints how many servers and Sentinels, of all pods but one, refuse the password of this pod.
refusals_except() {
  except=$1
  shift
  {
    peer=0
    while [ "$peer" -lt "$REPLICAS" ]; do
      for there in "$@"; do
        [ "$peer" = "$except" ] || { host=$(address_of "$peer") && is_refused_by "$host" "$there" && echo refused; } &
      done
      peer=$((peer + 1))
    done
    wait
  } | grep -c refused || :
}

# Prints how many servers and Sentinels refuse the password for servers that is in the Secret.
refusals_of_new() (
  # Read by admin_password.
  # shellcheck disable=SC2034
  NEW=yes
  refusals_except none "$PORT" "$SENTINEL_PORT"
)

# Reads opinions. Prints "ADDRESS VOTES REPLICAS" of the primary with the newest epoch.
newest() {
  awk '
    { votes[$1]++ }
    !($1 in epoch) || $2 > epoch[$1] { epoch[$1] = $2 }
    $3 > replicas { replicas = $3 }
    END {
      for (address in epoch) if (best == "" || epoch[address] > epoch[best]) best = address
      if (best != "") print best, votes[best], replicas + 0
    }'
}

# replicas_known_except ORDINAL: prints the addresses of the replicas that the Sentinels of the other pods know.
replicas_known_except() {
  peer=0
  while [ "$peer" -lt "$REPLICAS" ]; do
    if [ "$peer" != "$1" ]; then
      { host=$(address_of "$peer") && cli "$host" "$SENTINEL_PORT" sentinel slaves "$MASTER"; } |
        awk 'NR % 2 == 1 { key = $0 } NR % 2 == 0 && key == "ip" { print }'
    fi
    peer=$((peer + 1))
  done
}

# Reads opinions. True if a Sentinel is moving the role at this moment.
role_is_moving() { grep -q failover_in_progress; }

# Reads opinions. True if a majority misses the primary, or soon will, and may give the role to another server.
primary_is_missed() {
  awk -v majority="$majority" '
    $4 ~ /[so]_down/ || $5 > 3500 { missing++ }
    END { exit !(missing >= majority) }'
}

# True if a majority of the Sentinels knows replicas, and none of them one that it could choose: that answers and has a priority.
nobody_can_take_over() {
  {
    peer=0
    while [ "$peer" -lt "$REPLICAS" ]; do
      { host=$(address_of "$peer") && cli "$host" "$SENTINEL_PORT" sentinel slaves "$MASTER"; } |
        awk '
          function count() { if (flags != "" && priority != "0" && flags !~ /[so]_down|disconnected/) able++ }
          NR % 2 == 1 { key = $0; if (key == "name") { count(); flags = priority = "" } }
          NR % 2 == 0 && key == "flags" { flags = $0; known++ }
          NR % 2 == 0 && key == "slave-priority" { priority = $0 }
          END { count(); if (known) print able + 0 }' &
      peer=$((peer + 1))
    done
    wait
  } | awk -v majority="$majority" '$0 > 0 { able++ } END { exit !(NR >= majority && !able) }'
}

# True if the server of another pod reports that it is a primary.
another_primary() {
  {
    peer=0
    while [ "$peer" -lt "$REPLICAS" ]; do
      if [ "$peer" != "$ordinal" ]; then
        { host=$(address_of "$peer") && cli "$host" "$PORT" role | head -n 1; } &
      fi
      peer=$((peer + 1))
    done
    wait
  } | grep -qx master
}

# shellcheck shell=sh
# What the Sentinels of a store say. To be sourced after common.sh.
: "${MASTER:?}" "${ordinal:?}"

# shellcheck disable=SC2034
majority=$((REPLICAS / 2 + 1))

# opinion HOST: "ADDRESS EPOCH REPLICAS FLAGS": which primary one Sentinel names, in which configuration epoch, how many replicas of
# it there are, and how it finds it. Nothing when it does not answer; errors come as text and end with success, hence the check for blanks.
opinion() {
  printf 'sentinel get-master-addr-by-name %s\nsentinel master %s\n' "$MASTER" "$MASTER" |
    cli "$1" "$SENTINEL_PORT" |
    awk '
      NR == 1 { address = $0 }
      NR > 2 && NR % 2 == 1 { key = $0 }
      NR > 2 && NR % 2 == 0 { field[key] = $0 }
      END {
        if (address == "" || address ~ / / || field["config-epoch"] == "") exit
        print address, field["config-epoch"], field["num-slaves"], field["flags"]
      }'
}

# opinions all, opinions ORDINAL: of all Sentinels, or all but that of one pod. All at once: those that are away cost one timeout.
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

# Of opinions: "ADDRESS VOTES REPLICAS" of the primary with the newest epoch.
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

# Whether another server says that it is a primary, or a Sentinel is moving the role at this moment. A pod that was deleted by force is
# back under its own name before the Sentinels have noticed anything.
rival() {
  opinions all | grep -q failover_in_progress && return 0
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

#!/bin/sh
# Succeeds when this server has loaded its data and, as a replica, is in step with its primary.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./certificate.sh
. "$here/certificate.sh"
# shellcheck source=./sentinels.sh
. "$here/sentinels.sh"
# shellcheck source=./passwords.sh
. "$here/passwords.sh"
# shellcheck source=./follow-passwords.sh
. "$here/follow-passwords.sh"

# Seconds for which a replica that has started waits for its primary. Only then may it take over without having seen it. Before
# that, it may lack writes that its primary and another replica have: when all servers restart at once, the primary must come first,
# even after ten seconds in the back-off of the kubelet. Sentinels try for the second time 12 seconds after the first.
PATIENCE=12

# Prints in-step, copying, waiting or alone, and the priority, which decides whether the server may take over. The words are its
# own.
state=$(
  # shellcheck disable=SC2086
  REDISCLI_AUTH=any "$CLI" ${TLS_OPTIONS-} --no-auth-warning --user probe -h localhost -p "$PORT" info |
    tr -d '\r' | awk -F: -v patience="$PATIENCE" '
      { field[$1] = $2 }
      END {
        if (field["loading"] != "0") state = "loading"
        else if (field["role"] == "master") state = "in-step"
        else if (field["master_sync_in_progress"] != "0") state = "copying"
        else if (field["master_link_status"] == "up") state = "in-step"
        else state = field["uptime_in_seconds"] > patience ? "alone" : "waiting"
        print state, field["slave_priority"]
      }'
)

# Sentinels never choose a server with priority 0. Among those with the lowest other priority they choose the one with most data.
case $state in
  loading*) exit 1 ;;
esac
# The server has loaded its data. What was restored is data from now on.
[ ! -e "$RUN/loading" ] || rm -f "$RUN/loading" "$DATA/.restored"
case $state in
  'in-step 100') ;;
  'in-step '[0-9]*) server config set replica-priority 100 >/dev/null ;;
  'alone 0') server config set replica-priority "$(cat "$RUN/freshness")" >/dev/null ;;
  'copying '[1-9]*) server config set replica-priority 0 >/dev/null ;;
esac
renew_certificate
follow_passwords server "$PORT" "$CONFIG/users.acl" || :
case $state in in-step*) ;; *) exit 1 ;; esac

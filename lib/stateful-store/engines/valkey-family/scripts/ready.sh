#!/bin/sh
# Succeeds when this server has loaded its data and, as a replica, is in step with its primary.
set -eu

# shellcheck disable=SC2086
REDISCLI_AUTH=any "$CLI" ${TLS_OPTIONS-} --no-auth-warning --user probe -h localhost -p "$PORT" info | tr -d '\r' | awk -F: '
  { field[$1] = $2 }
  END {
    in_step = field["role"] == "master" || field["master_link_status"] == "up" && field["master_sync_in_progress"] == "0"
    exit !(field["loading"] == "0" && in_step)
  }'

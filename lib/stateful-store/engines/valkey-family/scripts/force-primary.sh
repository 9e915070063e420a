#!/bin/sh
# Makes the server of this pod the primary without a majority, because most pods are lost for good. Writes that the lost pods had
# and
# this one did not receive are lost. Choose the pod with the newest data, and run this in its Sentinel's container:
#   kubectl exec POD -c sentinel -- sh /etc/store/force-primary.sh
# Writes are accepted without a replica until the server starts again. Pods that come back follow this one.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"

if is_refused_by localhost "$PORT"; then
  log "the server does not take the password in key $SERVERS_HAVE of Secret $PASSWORDS_FROM: nothing was changed"
  exit 1
fi
# Server and Sentinel check for this file while they wait.
touch "$RUN/force-primary"
if [ -n "$(server role)" ]; then
  server replicaof no one
  server config set min-replicas-to-write 0
fi
# A running Sentinel restarts, and then finds the file.
cli localhost "$SENTINEL_PORT" shutdown || :
log "$POD_NAME is made the primary by force"

#!/bin/sh
# Makes the server of this pod the primary although no majority can be asked, because most pods are lost for good. What the lost
# ones had and this one did not receive is lost. Choose the pod with the newest data, and run it in its Sentinel's container:
#   kubectl exec POD -c sentinel -- sh /etc/store/force-primary.sh
# Writes are accepted without a replica until the server starts again. Pods that come back follow this one.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"

# Server and Sentinel look for this file where they wait.
touch "$RUN/force-primary"
if [ -n "$(server role)" ]; then
  server replicaof no one
  server config set min-replicas-to-write 0
fi
# Where it runs already, it is started again and then finds the file.
cli localhost "$SENTINEL_PORT" shutdown || :
log "$POD_NAME is made the primary by force"

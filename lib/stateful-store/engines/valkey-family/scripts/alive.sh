#!/bin/sh
# alive.sh PORT: succeeds when whoever listens there answers anything at all: that it is loading, busy, or wants a password.
set -eu

case $1 in
  "$SENTINEL_PORT") [ ! -e "$RUN/sentinel-waits" ] || exit 0 ;;
esac
# shellcheck disable=SC2086
"$CLI" ${TLS_OPTIONS-} -h localhost -p "$1" ping

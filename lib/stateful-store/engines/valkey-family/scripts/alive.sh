#!/bin/sh
# alive.sh PORT: succeeds when whoever listens there answers anything at all: that it is loading, busy, or wants a password.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./certificate.sh
. "$here/certificate.sh"

if [ "$1" = "$SENTINEL_PORT" ]; then
  # One that waits for others is alive.
  [ ! -e "$RUN/sentinel-waits" ] || exit 0
  # It cannot be told of a new certificate; starting it again costs nobody anything.
  if certificate_is_new sentinel; then exit 1; fi
fi
# TLS_OPTIONS are several words.
# shellcheck disable=SC2086
"$CLI" ${TLS_OPTIONS-} -h localhost -p "$1" ping

#!/bin/sh
# alive.sh PORT: succeeds on any answer from the process on that port: that it is loading, is busy, or wants a password.
set -eu
here=${0%/*}
# shellcheck source=./common.sh
. "$here/common.sh"
# shellcheck source=./certificate.sh
. "$here/certificate.sh"

if [ "$1" = "$SENTINEL_PORT" ]; then
  # A Sentinel that waits for others is alive.
  [ ! -e "$RUN/sentinel-waits" ] || exit 0
  # A Sentinel cannot reload a certificate. Restarting it does no harm.
  if certificate_is_new sentinel; then exit 1; fi
  (
    # shellcheck source=./sentinels.sh
    . "$here/sentinels.sh"
    # shellcheck source=./passwords.sh
    . "$here/passwords.sh"
    # shellcheck source=./follow-passwords.sh
    . "$here/follow-passwords.sh"
    follow_passwords sentinel "$SENTINEL_PORT" "$CONFIG/sentinel-users.acl"
  ) || :
fi
# TLS_OPTIONS are several words.
# shellcheck disable=SC2086
"$CLI" ${TLS_OPTIONS-} -h localhost -p "$1" ping

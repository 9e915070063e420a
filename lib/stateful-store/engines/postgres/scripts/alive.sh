#!/bin/sh
# Succeeds while the server answers, even when it answers that it is recovering or ending: killing it would only restart that.
# Reloads the server when its certificate was renewed, and sets its passwords when the Secret has changed.
if [ -n "${CERTIFICATE:-}" ] && ! cmp -s "$CERTIFICATE" "$RUN/certificate"; then
  pg_ctl reload --silent
  cat "$CERTIFICATE" >"$RUN/certificate"
fi
timeout 5 sh "$CONFIG/follow-passwords.sh" || :
pg_isready --quiet --timeout=4
[ $? -le 1 ]

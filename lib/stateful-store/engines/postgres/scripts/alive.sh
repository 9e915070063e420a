#!/bin/sh
# Succeeds while the server answers, even when it answers that it is recovering or ending: killing it would only restart that.
# Reloads the server when its certificate was renewed.
if [ -n "${CERTIFICATE:-}" ] && ! cmp -s "$CERTIFICATE" "$RUN/certificate"; then
  pg_ctl reload --silent
  cat "$CERTIFICATE" >"$RUN/certificate"
fi
pg_isready --quiet --timeout=5
[ $? -le 1 ]

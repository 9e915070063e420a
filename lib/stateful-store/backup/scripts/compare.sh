#!/bin/sh
# Fails with 3 when the new backup is much smaller than the one before. Both are kept.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
credentials

new=$(value "$WORK/manifest" backup)
list=$(listed)
before=$(whole "$list" | awk -v new="$new" '$1 < new { last = $1 } END { print last }')
if [ -z "$before" ]; then
  say "this is the first backup"
  exit 0
fi
rclone cat "$ROOT/$before/manifest" >"$WORK/before" || die "the manifest of $before cannot be read"
was=$(total "$WORK/before")
is=$(total "$WORK/manifest")
say "$new has $is bytes, $before has $was"
if [ $((is * 100)) -lt $((was * COLLAPSE)) ]; then
  say "the new backup has less than $COLLAPSE % of the size of the one before: both are kept, none is deleted; look for what emptied the store"
  exit 3
fi

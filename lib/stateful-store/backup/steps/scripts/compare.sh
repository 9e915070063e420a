#!/bin/sh
# Exits with 3 when the new backup is much smaller than the previous one. Both are kept.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

if [ ! -e "$WORK/before" ]; then
  say "this is the first backup"
  exit 0
fi
new=$(value "$WORK/manifest" backup)
is=$(total "$WORK/manifest")
was=$(total "$WORK/before")
say "$new has $is bytes, $(value "$WORK/before" backup) has $was"
if [ $((is * 100)) -lt $((was * COLLAPSE)) ]; then
  say "the new backup has less than $COLLAPSE % of the size of the one before: both are kept, none is deleted; look for what emptied the store"
  exit 3
fi

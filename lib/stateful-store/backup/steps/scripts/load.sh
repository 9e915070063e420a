#!/bin/sh
# Runs in the image of the engine: `load.sh COMMAND...` lets the engine make its data directory from the fetched backup.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
if [ ! -e "$WANTED" ]; then
  # It may have ended between its last steps.
  rm -rf "$WORK"
  exit 0
fi

# The restored data is a copy, and may live beside the original: it gets an identity of its own.
export IDENTITY="$WORK/identity"
parent=$(value "$WORK/manifest" identity)
parent=${parent:-$(value "$WORK/manifest" backup)}
own=$(od -A n -t x1 -N 8 /dev/urandom | tr -d ' \n')
# This script may be started again after it was killed.
if [ ! -s "$IDENTITY" ]; then
  printf 'identity %s\nparent %s\n' "$own" "$parent" >"$IDENTITY.new"
  mv "$IDENTITY.new" "$IDENTITY"
fi
own=$(value "$IDENTITY" identity)
"$@" || die "the engine refused the backup: the volume stays empty"
sync
say "restored backup $(value "$WORK/manifest" backup) of $(value "$WORK/manifest" store)"
say "this store is $own now. It does not back up to the place of $parent unless the program says so: Backup.to(objectStore, { takeOver: '$parent' })"
# In this order: without $WORK nothing could be restored.
rm -f "$WANTED"
rm -rf "$WORK"

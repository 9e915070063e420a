#!/bin/sh
# Runs in the image of the engine: `load.sh COMMAND...` lets the engine make its data directory from the fetched backup.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
[ -e "$WANTED" ] || exit 0

"$@" || die "the engine refused the backup: the volume stays empty"
sync
say "restored backup $(value "$WORK/manifest" backup) of $(value "$WORK/manifest" store)"
rm -rf "$WORK" "$WANTED"

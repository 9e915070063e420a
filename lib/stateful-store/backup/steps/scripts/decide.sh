#!/bin/sh
# Runs in the image of the engine: `decide.sh COMMAND...` lets the engine decide whether the volume may be filled from a backup.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

rm -f "$WANTED"
status=0
"$@" || status=$?
case $status in
  0)
    # A restore that was ended before its last step left this.
    rm -rf "$WORK"
    say "nothing is restored"
    ;;
  1)
    rm -rf "$WORK"
    mkdir -p "$WORK" || die "the volume cannot be written to"
    : >"$WANTED"
    say "the volume is filled from a backup: $WISH"
    ;;
  *) die "whether the volume has data could not be found out: nothing is restored" ;;
esac

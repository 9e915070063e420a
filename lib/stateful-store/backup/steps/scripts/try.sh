#!/bin/sh
# Runs in the image of the engine: `try.sh COMMAND...` lets the engine restore the fetched backup into a separate server and write
# what it finds to $FACTS.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

: >"$FACTS"
"$@" || die "backup $(value "$WORK/manifest" backup) cannot be restored"

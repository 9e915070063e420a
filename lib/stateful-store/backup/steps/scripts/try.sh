#!/bin/sh
# Runs in the image of the engine: `try.sh COMMAND...` has the engine restore the backup that was fetched into a server of its own
# and say in $FACTS what it finds.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

: >"$FACTS"
"$@" || die "backup $(value "$WORK/manifest" backup) cannot be restored"

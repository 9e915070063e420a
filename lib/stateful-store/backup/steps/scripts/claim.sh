#!/bin/sh
# Exits with 3 when the new backup must not go to $ROOT: the clock of this pod is wrong, or the newest backup there belongs to other
# data. Writes nothing there.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
# shellcheck source=clock.sh
. "${0%/*}/clock.sh"
# shellcheck source=owner.sh
. "${0%/*}/owner.sh"
credentials

list=$(listed)
ask_time "$list"
check_clock "$(value "$WORK/manifest" backup)"
claim "$list"
say "the clock is right, and $ROOT is free for $(value "$WORK/manifest" identity)"

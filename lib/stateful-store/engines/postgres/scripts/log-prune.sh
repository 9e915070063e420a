#!/bin/sh
# Deletes from $ROOT/log what is older than every backup that is kept.
set -eu
# shellcheck source-path=SCRIPTDIR/../../../backup/scripts source=common.sh
. "${0%/*}/common.sh"
credentials

list=$(listed)
oldest=$(whole "$list" | head -n 1)
[ -n "$oldest" ] || die "$ROOT has no whole backup: nothing is deleted"
first=$(rclone cat "$ROOT/$oldest/first-segment") || die "what $oldest needs of the log cannot be read: nothing is deleted"
case $first in ????????????????????????) ;; *) die "$oldest does not say what it needs of the log: nothing is deleted" ;; esac
all=$(rclone lsf --files-only "$ROOT/log") || die "$ROOT/log cannot be read"
printf '%s\n' "$all" | awk -v first="$(printf %s "$first" | cut -c 9-)" '/^[0-9A-F]+\./ && length($0) >= 27 && ("x" substr($0, 9, 16)) < ("x" first)' >"$WORK/old"
if [ -s "$WORK/old" ]; then
  rclone delete --files-from "$WORK/old" "$ROOT/log" || die "old files of the log cannot be deleted"
fi
say "deleted $(wc -l <"$WORK/old") files of the log that are older than backup $oldest"

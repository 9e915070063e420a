#!/bin/sh
# Deletes from $ROOT/log the segments that no backup needs on any timeline. Segment numbers continue from the point where a restore
# begins another timeline, so a newer backup may need smaller numbers than an older one. History files are small and are kept.
set -eu
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=common.sh
. "${0%/*}/common.sh"
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=clock.sh
. "${0%/*}/clock.sh"
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=owner.sh
. "${0%/*}/owner.sh"
credentials

list=$(listed)
ask_time "$list"
claim "$list"
owner=$(log_owner)
foreign=$(other "$WORK/manifest" "$owner")
if [ -n "$owner" ] && [ -n "$foreign" ]; then
  forbidden "$WORK/manifest" "$foreign" "$ROOT/log"
  exit 3
fi
all=$(whole "$list")
[ -n "$all" ] || die "$ROOT has no whole backup: nothing is deleted"
printf '%s\n' "$all" | sed 's|$|/first-segment|' >"$WORK/needs"
rm -rf "$WORK/needed"
mkdir -p "$WORK/needed"
rclone copy --no-traverse --files-from "$WORK/needs" "$ROOT" "$WORK/needed" ||
  die "what the backups need of the log cannot be read: nothing is deleted"
least=
for backup in $all; do
  first=$(cat "$WORK/needed/$backup/first-segment") || die "what $backup needs of the log cannot be read: nothing is deleted"
  printf '%s\n' "$first" | grep -qx '[0-9A-F]\{24\}' || die "$backup does not say what it needs of the log: nothing is deleted"
  # The name of a segment begins with eight digits for the timeline.
  number=$(printf %s "$first" | cut -c 9-)
  least=$(printf '%s\n' "$least" "$number" | sed '/^$/d' | LC_ALL=C sort | head -n 1)
done
segments=$(names "$ROOT/log")
printf '%s\n' "$segments" | awk -v least="$least" \
  '/^[0-9A-F]+\./ && length($0) >= 27 && ("x" substr($0, 9, 16)) < ("x" least)' >"$WORK/old"
if [ -s "$WORK/old" ]; then
  rclone delete --files-from "$WORK/old" "$ROOT/log" || die "old files of the log cannot be deleted"
fi
say "deleted $(wc -l <"$WORK/old") files of the log from before segment $least, which no backup needs"

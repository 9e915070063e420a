#!/bin/sh
# Uploads the files of the backup, reads them back, and only then writes the manifest that completes it. Leaves the manifest of the
# previous backup for the next step.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
# shellcheck source=clock.sh
. "${0%/*}/clock.sh"
# shellcheck source=owner.sh
. "${0%/*}/owner.sh"
credentials

manifest=$WORK/manifest
new=$(value "$manifest" backup)
target=$ROOT/$new

rm -f "$WORK/before"
list=$(listed)
ask_time "$list"
claim "$list"
before=$(whole "$list" | awk -v new="$new" '$1 < new { last = $1 } END { print last }')
[ -z "$before" ] || rclone copyto "$ROOT/$before/manifest" "$WORK/before" || die "the manifest of $before cannot be read"

rclone copy --no-traverse "$BACKUP" "$target" || die "the upload failed; the previous backups stay"
grep '^file ' "$manifest" | while read -r _ bytes sum file; do
  there=$(rclone cat "$target/$file" | sum_of)
  [ "$there" = "$sum" ] || die "what was uploaded differs from what was written: $target/$file ($bytes bytes); the previous backups stay"
done
rclone copyto "$manifest" "$target/manifest" || die "the manifest was not uploaded; the previous backups stay"
if [ "$(rclone cat "$target/manifest" | sum_of)" != "$(sum_of <"$manifest")" ]; then
  rclone deletefile "$target/manifest" || :
  die "the manifest that was uploaded differs from what was written; the previous backups stay"
fi
say "uploaded and read back: $target"

#!/bin/sh
# Puts the files of the backup into the object store, reads them back, and only then writes the manifest that makes it whole.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
credentials

manifest=$WORK/manifest
target=$ROOT/$(value "$manifest" backup)

rclone copy --no-traverse "$BACKUP" "$target" || die "the upload failed; the previous backups stay"
grep '^file ' "$manifest" | while read -r _ bytes sum file; do
  there=$(rclone cat "$target/$file" | sum_of)
  [ "$there" = "$sum" ] || die "what was uploaded differs from what was written: $target/$file ($bytes bytes); the previous backups stay"
done
rclone copyto "$manifest" "$target/manifest" || die "the manifest was not uploaded; the previous backups stay"
[ "$(rclone cat "$target/manifest" | sum_of)" = "$(sum_of <"$manifest")" ] || {
  rclone deletefile "$target/manifest" || :
  die "the manifest that was uploaded differs from what was written; the previous backups stay"
}
say "uploaded and read back: $target"

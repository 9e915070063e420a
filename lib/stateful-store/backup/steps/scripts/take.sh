#!/bin/sh
# Runs in the image of the engine: `take.sh COMMAND...` lets the engine write its data to $BACKUP, and writes the manifest.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

export IDENTITY="$WORK/identity"
rm -rf "$BACKUP" "$WORK/manifest" "$FACTS" "$IDENTITY"
mkdir -p "$BACKUP"
: >"$FACTS"
: >"$IDENTITY"
begun=$(date -u +%Y%m%dT%H%M%SZ)
"$@" || die "the engine did not write a backup: nothing is uploaded, the previous backups stay"

{
  printf 'backup %s\nstore %s\nengine %s\nformat %s\n' "$begun" "$STORE" "$ENGINE" "$FORMAT"
  # Whose data it is, whose the data was from which it was restored, and the canary of the last backup that it knows of.
  sed -n '/^\(identity\|parent\|seen\) [0-9A-Za-z]*$/p' "$IDENTITY"
  sed 's/^/fact /' "$FACTS"
} >"$WORK/manifest.part"
cd "$BACKUP"
find . -type f | sort | while read -r file; do
  file=${file#./}
  case $file in *[!A-Za-z0-9._/-]*) die "a file of a backup must be named with letters, digits, dots and dashes: $file" ;; esac
  [ -s "$file" ] || die "a file of the backup is empty: $file; nothing is uploaded, the previous backups stay"
  printf 'file %d %s %s\n' "$(wc -c <"$file")" "$(sum_of <"$file")" "$file"
done >>"$WORK/manifest.part"
grep -q '^file ' "$WORK/manifest.part" || die "the backup has no files: nothing is uploaded, the previous backups stay"
mv "$WORK/manifest.part" "$WORK/manifest"
say "backup $begun: $(total "$WORK/manifest") bytes, $(tr '\n' ' ' <"$FACTS")"

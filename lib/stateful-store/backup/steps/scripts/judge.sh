#!/bin/sh
# Compares the contents of a throw-away server after the restore with the facts in the manifest. Fails, too, when the step `fetch` found that
# this is not the backup that a restore should bring back.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

sed -n 's/^fact //p' "$WORK/manifest" | sort >"$WORK/expected"
sort "$FACTS" >"$WORK/found"
[ -s "$WORK/expected" ] || die "the manifest says nothing about what must be found"
if ! diff "$WORK/expected" "$WORK/found" >&2; then
  die "the restored server does not have what backup $(value "$WORK/manifest" backup) should have (< expected, > found)"
fi
say "backup $(value "$WORK/manifest" backup) restores: $(tr '\n' ' ' <"$WORK/found")"
[ ! -s "$WORK/wrong" ] || die "$(cat "$WORK/wrong")"

#!/bin/sh
# Copies the backup that $WHICH names to $WORK and checks every file against the manifest. $WHICH is `latest`, `before TIME` or
# `named NAME`. With $WANTED, it does so only if that file exists. With $OLDEST, the seconds that the newest backup may be old, it writes to
# $WORK/wrong why `latest` is not what it should be.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
# shellcheck source=clock.sh
. "${0%/*}/clock.sh"
[ -z "${WANTED:-}" ] || [ -e "$WANTED" ] || exit 0
credentials
: "${FORMAT:?}" "${WHICH:?}"

list=$(listed)
ask_time "$list"
all=$(whole "$list")
case $WHICH in
  latest) chosen=$(printf '%s\n' "$all" | tail -n 1) ;;
  before\ *) chosen=$(printf '%s\n' "$all" | awk -v time="${WHICH#* }" '$1 <= time { last = $1 } END { print last }') ;;
  # A backup from the future can be named.
  named\ *) chosen=$(finished "$list" | grep -x "${WHICH#* }" || :) ;;
  *) die "unknown choice of a backup: $WHICH" ;;
esac
if [ -z "$chosen" ]; then
  future=$(finished "$list" | tail -n 1)
  [ -z "$future" ] || [ -n "$all" ] || die "all backups in $ROOT are from the future, such as $future: correct the clock, or name one with Backup.named; nothing is restored"
  if [ "${OPTIONAL:-no}" = yes ]; then
    say "$ROOT has no whole backup ($WHICH): the store starts empty"
    rm -f "$WANTED"
    rm -rf "$WORK"
    exit 0
  fi
  die "$ROOT has no whole backup ($WHICH); it has: $(printf '%s' "$all" | tr '\n' ' ')"
fi

rm -rf "$BACKUP" "$WORK/manifest" "$WORK/wrong"
mkdir -p "$BACKUP"
if [ -n "${OLDEST:-}" ]; then doubts "$list" "$chosen" >"$WORK/wrong"; fi
rclone copyto "$ROOT/$chosen/manifest" "$WORK/manifest" || die "the manifest of $chosen cannot be read"
is=$(value "$WORK/manifest" format)
[ "$is" = "$FORMAT" ] ||
  die "backup $chosen was written by $(value "$WORK/manifest" engine) as $is, and this engine reads $FORMAT: nothing is restored"
grep -q '^file ' "$WORK/manifest" ||
  die "the manifest of backup $chosen is incomplete, it names no file that could be checked: nothing is restored"
rclone copy --exclude /manifest "$ROOT/$chosen" "$BACKUP" || die "backup $chosen cannot be fetched"
grep '^file ' "$WORK/manifest" | while read -r _ bytes sum file; do
  [ -f "$BACKUP/$file" ] || die "backup $chosen lacks $file: nothing is restored"
  [ "$(wc -c <"$BACKUP/$file")" -eq "$bytes" ] || die "$file of backup $chosen is truncated, it should have $bytes bytes: nothing is restored"
  [ "$(sum_of <"$BACKUP/$file")" = "$sum" ] || die "$file of backup $chosen is corrupt, its checksum differs: nothing is restored"
done
say "backup $chosen of $(value "$WORK/manifest" store): $(total "$WORK/manifest") bytes, unharmed"

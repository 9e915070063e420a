#!/bin/sh
# Deletes backups that are neither among the newest $KEEP_NEWEST nor younger than $KEEP_SECONDS. Runs only after a backup was
# taken, uploaded and read back, and never deletes that one.
set -eu
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
# shellcheck source=clock.sh
. "${0%/*}/clock.sh"
# shellcheck source=owner.sh
. "${0%/*}/owner.sh"
credentials

ago() { name_of $((NOW - $1)); }

remove() {
  case $1 in ????????T??????Z) ;; *) die "not the name of a backup: $1" ;; esac
  # The manifest goes first, so that a partly deleted backup is never restored.
  rclone deletefile "$ROOT/$1/manifest" 2>/dev/null || [ "$2" = partial ] || die "$1 cannot be deleted"
  rclone purge "$ROOT/$1" || die "$1 cannot be deleted"
  say "deleted $2 backup $1"
}

new=$(value "$WORK/manifest" backup)
list=$(listed)
ask_time "$list"
claim "$list"
all=$(whole "$list")
printf '%s\n' "$all" | grep -qx "$new" || die "the new backup is not in $ROOT: nothing is deleted"
if [ "$KEEP_NEWEST" = all ]; then
  say "$(printf '%s\n' "$all" | wc -l) backups, all are kept"
  exit 0
fi

since=$(ago "$KEEP_SECONDS")
printf '%s\n' "$all" | sort -r | awk -v n="$KEEP_NEWEST" -v since="$since" -v new="$new" 'NR > n && $1 < since && $1 != new' |
  sort | while read -r old; do remove "$old" old; done

# Deletes the remains of failed runs after a day, when none of those runs can still be active.
before=$(ago 86400)
printf '%s\n' "$list" | sed -n 's|^\([0-9]\{8\}T[0-9]\{6\}Z\)/.*|\1|p' | sort -u |
  awk -v before="$before" '$1 < before' | while read -r partial; do
  finished "$list" | grep -qx "$partial" || remove "$partial" partial
done
list=$(listed)
say "$(whole "$list" | wc -l) backups are kept"

#!/bin/sh
# Brings the log that follows the backup in $BACKUP from $ROOT/log to $LOG, and says there how far it is to be replayed.
set -eu
# shellcheck source-path=SCRIPTDIR/../../../backup/scripts source=common.sh
. "${0%/*}/common.sh"
[ -z "${WANTED:-}" ] || [ -e "$WANTED" ] || exit 0
credentials
: "${BACKUP:?}" "${LOG:?}" "${WHICH:?}"

rm -rf "$LOG"
mkdir -p "$LOG"
first=$(cat "$BACKUP/first-segment")
all=$(rclone lsf --files-only "$ROOT/log") || die "$ROOT/log cannot be read"
# What a segment is called begins with eight digits for the timeline, which a restore has changed.
printf '%s\n' "$all" | awk -v first="$(printf %s "$first" | cut -c 9-)" \
  '/^[0-9A-F]+\.history\.gz$/ || (/^[0-9A-F]+\./ && length($0) >= 27 && ("x" substr($0, 9, 16)) >= ("x" first))' >"$LOG/list"
case $WHICH in
  named\ *) echo immediate >"$LOG/target" ;;
  before\ *) echo "time ${RESTORE_TIME:?}" >"$LOG/target" ;;
  *) echo latest >"$LOG/target" ;;
esac
if ! grep -q '^[0-9A-F]\{24\}' "$LOG/list"; then
  say "there is no log after this backup in $ROOT/log: it is restored as it is"
  echo immediate >"$LOG/target"
fi
# Without a segment in the middle the server would stop before it, and take what it has for all.
if [ "$(cat "$LOG/target")" = latest ]; then
  gap=$(awk -v first="$first" '
    function hex(text,   n, i) {
      n = 0
      for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1
      return n
    }
    function number(name) { return hex(substr(name, 9, 8)) * 256 + hex(substr(name, 17, 8)) }
    BEGIN { least = number(first); most = least - 1 }
    /^[0-9A-F]+\.gz$/ && length($0) == 27 { n = number($0); there[n] = 1; if (n > most) most = n }
    END { for (n = least; n <= most; n++) if (!(n in there)) { printf "%08X%08X\n", int(n / 256), n % 256; exit } }' "$LOG/list")
  [ -z "$gap" ] || die "segment $gap of the log is missing in $ROOT/log, and later ones are there: ask for a time before it with Backup.at"
fi
rclone copy --no-traverse --transfers 8 --files-from "$LOG/list" "$ROOT/log" "$LOG" || die "the log cannot be fetched from $ROOT/log"
say "$(wc -l <"$LOG/list") files of the log, from $first on: replaying to $(cat "$LOG/target")"

#!/bin/sh
# Copies the log that follows the backup in $BACKUP from $ROOT/log to $LOG, and writes there how far it is to be replayed, and on
# which timeline.
set -eu
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=common.sh
. "${0%/*}/common.sh"
[ -z "${WANTED:-}" ] || [ -e "$WANTED" ] || exit 0
credentials
: "${BACKUP:?}" "${LOG:?}" "${WHICH:?}"

# Copies the files in $LOG/list.
bring() {
  [ -s "$LOG/list" ] || return 0
  rclone copy --no-traverse --transfers 8 --files-from "$LOG/list" "$ROOT/log" "$LOG" ||
    die "the log cannot be fetched from $ROOT/log"
  while read -r name; do
    [ -f "$LOG/$name" ] || die "$name was in $ROOT/log and is not there any more"
  done <"$LOG/list"
}

# Prints the points at which each timeline left its parents.
histories() {
  for file in "$LOG"/*.history.gz; do
    [ -e "$file" ] || continue
    name=${file##*/}
    text=$(gzip -dc "$file") || die "$name of $ROOT/log is damaged"
    printf '%s\n' "$text" |
      sed -n "s|^[[:space:]]*\([0-9][0-9]*\)[[:space:]][[:space:]]*\([0-9A-F][0-9A-F]*/[0-9A-F][0-9A-F]*\).*|history ${name%%.*} \1 \2|p"
  done
}

rm -rf "$LOG"
mkdir -p "$LOG"
first=$(cat "$BACKUP/first-segment")
end=$(sed -n 's|.*"End-LSN": *"\([0-9A-F]*/[0-9A-F]*\)".*|\1|p' "$BACKUP/backup_manifest" | tail -n 1)
[ -n "$end" ] || die "backup_manifest of the backup does not say where it ends"
all=$(names "$ROOT/log")
printf '%s\n' "$all" | grep '^[0-9A-F]\{8\}\.history\.gz$' >"$LOG/list" || :
bring
histories >"$LOG/known"
printf '%s\n' "$all" | sed 's/^/file /' >>"$LOG/known"

follow=newest
case $WHICH in
  named\ *)
    echo immediate >"$LOG/target"
    follow=own
    ;;
  before\ *) echo "time ${RESTORE_TIME:?}" >"$LOG/target" ;;
  *) echo latest >"$LOG/target" ;;
esac
awk -v first="$first" -v end="$end" -v follow="$follow" -f "${0%/*}/log-line.awk" "$LOG/known" >"$LOG/found"
sed -n 's/^file //p' "$LOG/found" >"$LOG/list"
value "$LOG/found" timeline >"$LOG/timeline"

if [ "$(cat "$LOG/target")" = latest ]; then
  aside=$(value "$LOG/found" aside)
  if [ -n "$aside" ]; then
    say "an earlier state than that of the newest backup was restored, and went on as timeline $aside of $ROOT/log without a backup yet"
    die "to have that, delete the backups that are newer than what was restored; to have what was before, use Backup.named or Backup.at"
  fi
  # If a segment is missing in the middle, the server would stop there and treat the log as complete.
  gap=$(value "$LOG/found" gap)
  [ -z "$gap" ] ||
    die "segment $gap of the log is missing in $ROOT/log, and later ones are there: ask for a time before it with Backup.at"
  until=$(value "$LOG/found" until)
  [ -z "$until" ] || echo "position $until" >"$LOG/target"
fi
if [ ! -s "$LOG/list" ]; then
  say "there is no log after this backup in $ROOT/log: it is restored as it is"
  echo immediate >"$LOG/target"
  echo current >"$LOG/timeline"
fi
bring
say "$(wc -l <"$LOG/list") segments of the log, from $first on: replaying to $(cat "$LOG/target") on timeline $(value "$LOG/found" line)"

# shellcheck shell=sh
# The time by the clock of the object store. Backups are named for times, and the clock of a node may be wrong. Source this after
# common.sh.

# Seconds of difference that are no mistake yet.
TOLERANCE=300

# Prints the seconds since 1970 in the header Date of an answer of the object store; nothing when there is none, as where the place
# is a directory. The rest of the dump may hold secrets, and is read by nothing else.
store_time() {
  rclone lsf --dump=headers --retries=1 "$ROOT/clock" 2>&1 >/dev/null | tr -d '\r' | awk '
    $1 == "Date:" && NF == 7 && $7 == "GMT" && split($6, clock, ":") == 3 {
      month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $4) + 2) / 3
      # Years that begin in March end with the day that not all of them have.
      year = $5 - (month < 3)
      days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * ((month + 9) % 12) + 2) / 5) + $3 - 719469
      seconds = days * 86400 + clock[1] * 3600 + clock[2] * 60 + clock[3]
    }
    END { if (seconds) printf "%d\n", seconds }' || :
}

# ask_time LIST: sets NOW to the time in seconds, and LIMIT to the name of a backup that begins as late as can be. Says which backups of
# the list are later. Without the time of the object store, the clock of this pod is believed.
ask_time() {
  NOW=$(store_time)
  if [ -z "$NOW" ]; then
    say 'the object store does not say what time it is: the clock of this pod is believed'
    NOW=$(date +%s)
  fi
  LIMIT=$(name_of $((NOW + TOLERANCE)))
  finished "$1" | awk -v limit="$LIMIT" '$1 > limit' | while read -r name; do
    say "backup $name is from the future and does not count: it can be restored by its name only; delete it when nobody needs it"
  done
}

# check_clock NAME: exits with 3 when the clock after which a new backup is named differs from that of the object store.
check_clock() {
  ahead=$(($(date +%s) - NOW))
  late=$(printf '%s\n' "$1" | awk -v limit="$LIMIT" '$1 > limit')
  if [ -z "$late" ] && [ "$ahead" -le "$TOLERANCE" ] && [ "$ahead" -ge "-$TOLERANCE" ]; then return 0; fi
  say "the clock of this pod is $ahead seconds ahead of that of the object store, and backup $1 is named after it: nothing is uploaded"
  say 'correct the clock of the node, which kubectl get pods -o wide names; the previous backups stay'
  exit 3
}

# doubts LIST NAME: prints why the newest backup NAME of the list is not what a restore should bring back. Runs may succeed while a rule of
# the bucket deletes what they write.
doubts() {
  future=$(finished "$1" | awk -v limit="$LIMIT" '$1 > limit' | tr '\n' ' ')
  [ -z "$future" ] || echo "backups are from the future and may be taken for the newest: delete ${future% }"
  least=$(name_of $((NOW - OLDEST)))
  [ "$(printf '%s\n%s\n' "$2" "$least" | sort | head -n 1)" = "$least" ] ||
    echo "the newest backup $2 is older than $least, which its schedule does not explain: look at the runs, and for what deletes backups"
}

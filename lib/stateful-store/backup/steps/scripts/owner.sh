# shellcheck shell=sh
# The owner of a place: the identity of the data whose backup is the newest there. Data that was restored has an identity of its own,
# so a rehearsal is never taken for the store that it is a copy of. Source this after clock.sh.

# other FILE OWNER: prints the identity whose place this is; nothing when this store, which FILE describes, may write there. Backups
# from before there were identities have no OWNER: a store that was itself restored does not take them for its own.
other() {
  own=$(value "$1" identity)
  from=$(value "$1" parent)
  owner=${2:-$from}
  case $owner in
    '' | "$own" | "${TAKE_OVER:-}") ;;
    *) printf '%s\n' "$owner" ;;
  esac
}

# forbidden FILE IDENTITY PLACE: says that this store must not write to a place of another identity, and what to do.
forbidden() {
  own=$(value "$1" identity)
  from=$(value "$1" parent)
  say "$3 belongs to $2, and this store is ${own:-without an identity}${from:+, restored from $from}: nothing is written or deleted there"
  say "if $2 still runs, give this store another path: Backup.to(objectStore, { path: 'rehearsal/…' })"
  say "if $2 is gone for good, let this store go on in its place: Backup.to(objectStore, { takeOver: '$2' })"
}

# unseen: prints the name of the newest backup if this data does not know of it, although it is of the same identity: one of the two is a
# copy, from a snapshot of the volume for example. Each backup leaves a larger canary in the data than the one before.
unseen() {
  seen=$(value "$WORK/manifest" seen)
  last=$(awk '$1 == "fact" && $2 == "canary" { print $3; exit }' "$WORK/newest")
  case $newest in "$(value "$WORK/manifest" backup)" | "${TAKE_OVER:-}") return 0 ;; esac
  case $seen:$last in : | *: | :* | *[!0-9:]*) return 0 ;; esac
  [ "$last" -le "$seen" ] || printf '%s\n' "$newest"
}

# claim LIST: exits with 3 unless the newest of the backups in the list belongs to this store, whose manifest is in $WORK.
claim() {
  newest=$(whole "$1" | tail -n 1)
  [ -n "$newest" ] || return 0
  rclone copyto "$ROOT/$newest/manifest" "$WORK/newest" || die "the manifest of $newest cannot be read"
  own=$(value "$WORK/manifest" identity)
  foreign=$(other "$WORK/manifest" "$(value "$WORK/newest" identity)")
  if [ -n "$foreign" ]; then
    forbidden "$WORK/manifest" "$foreign" "$ROOT with backup $newest of $(value "$WORK/newest" store)"
    exit 3
  fi
  [ -z "$own" ] || [ "$own" != "$(value "$WORK/newest" identity)" ] || foreign=$(unseen)
  [ -n "$foreign" ] || return 0
  say "$ROOT has backup $newest of $own, which this store is too, but it has not written that backup: nothing is written or deleted there"
  say "if a copy of this store writes there, such as one from a snapshot, give the copy another path: Backup.to(objectStore, { path: 'copy/…' })"
  say "if this store was set back to an earlier state, let it go on: Backup.to(objectStore, { takeOver: '$newest' })"
  exit 3
}

# Prints the identity of the data that writes the log; nothing when there is none yet.
log_owner() {
  status=0
  found=$(rclone cat "$ROOT/log/owner") || status=$?
  case $status in
    0 | 3 | 4) printf '%s\n' "$found" | awk '$1 == "identity" { print $2 }' ;;
    *) die "$ROOT/log/owner cannot be read" ;;
  esac
}

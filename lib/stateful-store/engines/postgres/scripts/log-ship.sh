#!/bin/sh
# Runs beside the server: uploads every full segment of its log to $ROOT/log, compressed, and marks it in $RUN/archived. A segment
# that is there already must be the same. $ROOT/log/system identifies the database of the log, and $ROOT/log/owner the data: neither
# two databases nor a database and its copy write to one log.
set -u
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=common.sh
. "${0%/*}/common.sh"
# shellcheck source-path=SCRIPTDIR/../../../backup/steps/scripts source=owner.sh
. "${0%/*}/owner.sh"
credentials
: "${DATA:?}" "${RUN:?}"

wal=$DATA/pgdata/pg_wal
out=/tmp/log
archived=$RUN/archived
identity=$DATA/pgdata/mainstay.identity
claimed=
ending=
trap 'ending=yes' TERM INT
mkdir -p "$archived"

# Prints up to eight waiting segments, oldest first.
waiting() {
  for ready in "$wal"/archive_status/*.ready; do
    [ -e "$ready" ] || continue
    segment=${ready##*/}
    segment=${segment%.ready}
    [ -e "$archived/$segment" ] || echo "$segment"
  done | sort | head -n 8
}

# Deletes the marks that the server has processed.
forget() {
  for done in "$archived"/*; do
    [ ! -e "$done" ] || [ -e "$wal/archive_status/${done##*/}.ready" ] || rm -f "$done"
  done
}

# Another version of gzip may have written other bytes for the same segment.
same() {
  rclone cat "$ROOT/log/$1.gz" | gzip -dc | cmp -s - "$wal/$1"
}

same_system() { rclone cat "$ROOT/log/system" | cmp -s - "$out.system/system"; }

# Claims the log for this database. The first eight bytes of pg_control identify it: initdb sets them, a restore keeps them.
claim_database() {
  [ -z "$claimed" ] || return 0
  mkdir -p "$out.system"
  od -A n -t x1 -N 8 "$DATA/pgdata/global/pg_control" >"$out.system/system" || return 1
  # Where objects are encrypted, the service may know no checksum of a file that is the same.
  rclone copy --immutable --checksum --no-traverse "$out.system" "$ROOT/log" || same_system || {
    say "$ROOT/log cannot be written, or is the log of another database: another server must not write there"
    return 1
  }
  claimed=yes
}

# Checks before every upload that the log belongs to this data. A copy of the database has the same number; one that takes over while
# this one runs is seen here.
claim_log() {
  # In a store with directories, writing would create it.
  if [ -z "$claimed" ] && absent "${BASE:?}"; then
    say "$BASE is not there: the log is not written to a wrong place"
    return 1
  fi
  [ -s "$identity" ] || return 1
  owner=$(log_owner) || return 1
  foreign=$(other "$identity" "$owner")
  # Without an owner, a log that is there was begun before there were owners.
  if [ -n "$foreign" ] && { [ -n "$owner" ] || [ -n "$(rclone cat "$ROOT/log/system")" ]; }; then
    forbidden "$identity" "$foreign" "$ROOT/log"
    say 'another server must not write there: this one keeps its log on its volume'
    : >"$RUN/refused"
    return 1
  fi
  rm -f "$RUN/refused"
  claim_database || return 1
  [ "$owner" != "$(value "$identity" identity)" ] || return 0
  sed -n '/^identity /p' "$identity" | rclone rcat "$ROOT/log/owner" && return 0
  say "$ROOT/log/owner cannot be written"
  return 1
}

ship() {
  claim_log || return 1
  rm -rf "$out"
  mkdir -p "$out"
  for segment in "$@"; do
    gzip -c "$wal/$segment" >"$out/$segment.gz" || return 1
  done
  rclone copy --immutable --checksum --no-traverse --transfers 4 "$out" "$ROOT/log" && return 0
  for segment in "$@"; do
    if same "$segment"; then
      : >"$archived/$segment"
    else
      say "$segment is not in $ROOT/log, or is there with something else in it: another server must not write there"
    fi
  done
  return 1
}

# The server archives the last of its log while it ends. Segments that cannot be uploaded then stay on the volume.
over() { [ -n "$ending" ] && [ ! -e "$DATA/pgdata/postmaster.pid" ]; }

while :; do
  forget
  segments=$(waiting)
  if [ -z "$segments" ]; then
    if over; then exit 0; fi
    sleep 0.5
    continue
  fi
  # shellcheck disable=SC2086 # several names
  if ship $segments; then
    for segment in $segments; do : >"$archived/$segment"; done
  else
    if over; then exit 1; fi
    sleep 5
  fi
done

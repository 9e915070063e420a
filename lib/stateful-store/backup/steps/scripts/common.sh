# shellcheck shell=sh
# What the steps share. A backup is a directory of the object store, named for the time at which it was begun, with the files
# of the engine and a manifest. The manifest is written last: only a backup that has one is whole.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# The word after a name in a manifest.
value() { awk -v name="$2" '$1 == name { print $2; exit }' "$1"; }

# The bytes of all files of a manifest.
total() { awk '$1 == "file" { sum += $2 } END { printf "%d\n", sum }' "$1"; }

sum_of() { sha256sum | cut -d ' ' -f 1; }

# Secret options of rclone are files; they become variables of this process, never arguments.
credentials() {
  for option in "$OPTIONS_FROM"/*; do
    [ -f "$option" ] || continue
    secret=$(cat "$option") || die "the credentials of the object store cannot be read: ${option##*/}"
    [ -n "$secret" ] || die "the credentials of the object store must not be empty: ${option##*/}"
    export "RCLONE_CONFIG_STORE_${option##*/}=$secret"
  done
}

# The names of the files under a directory of the object store, with more options for rclone. Where there are directories, one that
# no backup has made yet is empty, as it is in a bucket; $BASE is there before all backups, or it is the wrong place.
names() { # DIRECTORY OPTION...
  directory=$1
  shift
  status=0
  found=$(rclone lsf --files-only "$@" "$directory") || status=$?
  if [ "$status" -eq 3 ] && absent "$directory" && rclone lsf --dirs-only "${BASE:?}" >/dev/null; then
    say "$directory is not there yet"
    exit 0
  fi
  [ "$status" -eq 0 ] || die "$directory cannot be read"
  [ -z "$found" ] || printf '%s\n' "$found"
}

# rclone ends with 3 too when a directory below has gone while it was listing.
absent() {
  code=0
  rclone lsf --dirs-only "$1" >/dev/null 2>&1 || code=$?
  [ "$code" -eq 3 ]
}

# The names of the files of every backup under $ROOT, as NAME/FILE; nothing when there is none yet. What is written between two
# backups stands beside them in `log`.
listed() { names "$ROOT" --recursive --exclude '/log/**'; }

# The names of the whole backups among such a list, oldest first.
whole() {
  printf '%s\n' "$1" | sed -n 's|^\([0-9]\{8\}T[0-9]\{6\}Z\)/manifest$|\1|p' | sort
}

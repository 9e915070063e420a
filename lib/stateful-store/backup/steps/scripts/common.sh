# shellcheck shell=sh
# Functions that the steps share. A backup is a directory of the object store, named for the time at which it began, with the files
# of the engine and a manifest. The manifest is written last: only a backup with a manifest is complete.

# shellcheck source=causes.sh
. "${0%/*}/causes.sh"

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Prints the word after a name in a manifest.
value() { awk -v name="$2" '$1 == name { print $2; exit }' "$1"; }

# Prints the number of bytes of all files in a manifest.
total() { awk '$1 == "file" { sum += $2 } END { printf "%d\n", sum }' "$1"; }

sum_of() { sha256sum | cut -d ' ' -f 1; }

# Exports the secret options of rclone, which are files, as variables of this process. They are never arguments.
credentials() {
  for option in "$OPTIONS_FROM"/*; do
    [ -f "$option" ] || continue
    secret=$(cat "$option") || die "the credentials of the object store cannot be read: ${option##*/}"
    [ -n "$secret" ] || die "the credentials of the object store must not be empty: ${option##*/}"
    export "RCLONE_CONFIG_STORE_${option##*/}=$secret"
  done
}

# Prints the names of the files in a directory of the object store; takes more options for rclone. In a store with directories, one
# that no backup has created yet counts as empty, as in a bucket. $BASE exists before the first backup; without it, the place is
# wrong.
names() { # DIRECTORY OPTION...
  directory=$1
  shift
  status=0
  # Without the slash, rclone first asks whether this is a file, and takes a refusal for a yes.
  found=$(rclone lsf --files-only "$@" "$directory/") || status=$?
  if [ "$status" -eq 3 ] && absent "$directory" && rclone lsf --dirs-only "${BASE:?}" >/dev/null; then
    say "$directory is not there yet"
    exit 0
  fi
  [ "$status" -eq 0 ] || die "$directory cannot be read"
  [ -z "$found" ] || printf '%s\n' "$found"
}

# rclone also exits with 3 when a directory below disappears while it lists.
absent() {
  code=0
  rclone lsf --dirs-only "$1" >/dev/null 2>&1 || code=$?
  [ "$code" -eq 3 ]
}

# Prints the files of every backup under $ROOT as NAME/FILE; nothing when there is none yet. Files written between two backups are
# beside them in `log`.
listed() { names "$ROOT" --recursive --exclude '/log/**'; }

# Prints the names of the backups with a manifest in such a list, oldest first, also of those from the future.
finished() {
  printf '%s\n' "$1" | sed -n 's|^\([0-9]\{8\}T[0-9]\{6\}Z\)/manifest$|\1|p' | sort
}

# Prints the names of the complete backups in such a list, oldest first. Needs `ask_time`: a backup that is named for the future was
# made under a wrong clock, would be the newest for as long, and does not count.
whole() { finished "$1" | awk -v limit="${LIMIT:?}" '$1 <= limit'; }

# name_of SECONDS: prints the name of a backup that began then.
name_of() { date -u -d "@$1" +%Y%m%dT%H%M%SZ; }

# shellcheck shell=sh
# Says why a server cannot use its volume, before the server says less. Source this. It touches nothing.

# check_volume PATH...: ends when this user cannot read and write one of these that is there.
check_volume() {
  for place in "$@"; do
    if [ -e "$place" ] && ! usable "$place"; then unusable "$place"; fi
  done
}

# check_owner DIRECTORY: ends when a directory that is there belongs to another user.
check_owner() {
  if [ ! -d "$1" ] || [ -O "$1" ]; then return 0; fi
  unusable "$1" 'and the server must own it'
}

usable() { [ -r "$1" ] && [ -w "$1" ] && { [ ! -d "$1" ] || [ -x "$1" ]; }; }

unusable() {
  owner=$(stat -c %u "$1")
  echo "$1 belongs to user $owner and group $(stat -c %g "$1") with mode $(stat -c %a "$1"), ${2:-and this server cannot read and write it} as user $(id -u) with groups $(id -G): nothing was touched" >&2
  if [ "$owner" -eq 0 ] || [ "$owner" -eq "$(id -u)" ]; then
    echo "the volume ignores fsGroup, as NFS and hostPath do, or is read-only: give the exported directory to user $(id -u), or mount it to be written" >&2
  else
    echo "pass user: $owner to the store, or give the files to user $(id -u): chown -R $(id -u):$(id -g)" >&2
  fi
  exit 1
}

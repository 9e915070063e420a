#!/bin/sh
# Writes what only this pod knows into a configuration of its own and becomes the server. The password comes from a file and
# goes into a file that only this user can read: it is never an argument or a variable of a process.
set -eu
umask 077

escaped=$(sed 's/[\\"]/\\&/g' "$PASSWORD_FILE")
# Without a password the server would let everybody in.
case $escaped in
  '' | *[[:cntrl:]]*)
    echo "the password in $PASSWORD_FILE must be one line that is not empty: correct the Secret that holds it" >&2
    exit 1
    ;;
esac
{
  printf 'include %s\n' "$CONFIG_FILE"
  printf 'requirepass "%s"\n' "$escaped"
  printf 'masterauth "%s"\n' "$escaped"
  printf 'maxmemory %s\n' "$MAXMEMORY"
  printf 'replica-announce-ip %s.%s\n' "$POD_NAME" "$STORE_SERVICE"
  if [ "$POD_NAME" != "$STORE_NAME-0" ]; then
    printf 'replicaof %s-0.%s %s\n' "$STORE_NAME" "$STORE_SERVICE" "$PORT"
  fi
} >"$RUN_DIRECTORY/server.conf"

exec "$SERVER" "$RUN_DIRECTORY/server.conf"

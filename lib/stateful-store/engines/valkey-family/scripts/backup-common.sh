# shellcheck shell=sh
# How the scripts of backup and restore reach the servers of the store. The password is never an argument.

say() { printf '%s\n' "$*" >&2; }

# What talks to no server of the store has no password.
if [ -r "$PASSWORD_FILE" ]; then
  REDISCLI_AUTH=$(cat "$PASSWORD_FILE")
  export REDISCLI_AUTH
fi

# `ask HOST PORT COMMAND...`; errors arrive as text too, so what is asked for must be recognized.
ask() {
  host=$1 port=$2
  shift 2
  # shellcheck disable=SC2086 # several words, or none
  timeout 10 "$CLI" $CLI_OPTIONS -h "$host" -p "$port" "$@" 2>/dev/null | tr -d '\r'
}

# The name of a pod by its number.
pod() { printf '%s-%s.%s' "$STORE_NAME" "$1" "$STORE_SERVICE"; }

# One line `NAME:value` of INFO.
field() { sed -n "s/^$1://p"; }

# All keys of every database, from INFO keyspace.
keys() { sed -n 's/^db[0-9]*:keys=\([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'; }

#!/bin/sh
# Stands in for valkey-cli: what HOST:PORT answers to a command is in the file $FAKE/HOST:PORT/COMMAND, with _ for blanks. Commands
# come as arguments or, one a line, on standard input. All of them are written to $FAKE/asked.
while :; do
  case ${1-} in
    -h) host=$2 && shift 2 ;;
    -p) port=$2 && shift 2 ;;
    --user) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done

answer() {
  # What happens while somebody asks.
  [ ! -e "$FAKE/meanwhile" ] || sh "$FAKE/meanwhile"
  echo "$host:$port $*" >>"$FAKE/asked"
  there=$FAKE/$host:$port
  [ -d "$there" ] || { echo "Could not connect to $host:$port" >&2 && exit 1; }
  name=$(echo "$*" | tr ' ' _)
  if [ -f "$there/$name" ]; then cat "$there/$name"; else echo "ERR unknown command $*"; fi
}

if [ $# -gt 0 ]; then
  answer "$@"
else
  while read -r line; do
    # The words of the line.
    # shellcheck disable=SC2086
    answer $line
  done
fi

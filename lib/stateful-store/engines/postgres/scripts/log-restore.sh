#!/bin/sh
# log-restore.sh LOG SEGMENT PATH: the restore_command of a server that recovers, which runs it in its data directory. Brings a
# segment, or the history of a timeline, from LOG, where a restore has put all that there are.
set -eu
log=$1 name=$2 to=$3
file=$log/$name.gz

# Prints the numbers of segments without their timelines.
numbers() { sed -n 's/^[0-9A-F]\{8\}\([0-9A-F]\{16\}\)\(\.gz\)*$/\1/p'; }

if [ -e "$file" ]; then
  gzip -dc "$file" >"$to" && exit 0
  # After an exit code over 125 the server ends. After any other it would take the log before this segment for all of it.
  echo "$file cannot be unpacked: if it is damaged, restore a time before it with Backup.at" >&2
  exit 200
fi
asked=$(echo "$name" | numbers)
# The server asks for a segment after the last one only when it has replayed all of them.
if [ -n "$asked" ] && [ ! -e "pg_wal/$name" ]; then
  newest=$({ find "$log" -name "*.gz" | sed "s|.*/||" | numbers && echo "$asked"; } | LC_ALL=C sort | tail -n 1)
  [ "$newest" != "$asked" ] || [ -n "$(find "$log" -name "????????$asked.gz")" ] || echo "$name" >log-ended
fi
exit 1

#!/bin/sh
# log-archive.sh SEGMENT: what the server runs for every segment of its log that is full. Succeeds once the container beside it
# has put the segment into the object store; until then the server keeps it and asks again.
set -eu

tries=0
until [ -e "$RUN/archived/$1" ]; do
  if [ "$tries" -ge 150 ]; then
    echo "$1 has not reached the object store within 30 seconds: the log of container archiver says why" >&2
    exit 1
  fi
  tries=$((tries + 1))
  sleep 0.2
done

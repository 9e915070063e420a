#!/bin/sh
# log-archive.sh SEGMENT: the archive_command of the server, for every full segment of its log. Succeeds once the archiver container
# has uploaded the segment; until then the server keeps it and tries again.
set -eu

tries=0
until [ -e "$RUN/archived/$1" ]; do
  # Waiting would only hold up a server that ends.
  if [ -e "$RUN/refused" ]; then
    echo "$1 stays here: the log of container archiver says whose log that in the object store is" >&2
    exit 1
  fi
  if [ "$tries" -ge 150 ]; then
    echo "$1 has not reached the object store within 30 seconds: the log of container archiver says why" >&2
    exit 1
  fi
  tries=$((tries + 1))
  sleep 0.2
done

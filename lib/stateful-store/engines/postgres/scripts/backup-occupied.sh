#!/bin/sh
# Succeeds when the volume has a data directory, which no backup may replace. Exits with 1 when the volume is empty.
set -eu

if [ -e "$PGDATA/PG_VERSION" ]; then
  echo "the volume has data in $PGDATA, which is left alone" >&2
  exit 0
fi
[ -n "$(ls -A "$PGDATA" 2>/dev/null)" ] || exit 1
echo "$PGDATA has files but no PG_VERSION: this is no data directory; nothing is touched" >&2
exit 2

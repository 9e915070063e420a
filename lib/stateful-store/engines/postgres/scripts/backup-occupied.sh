#!/bin/sh
# Succeeds when the volume has a data directory, which no backup may replace. Exits with 1 when the volume is empty, or has a restore
# of something else than what is wanted now that has not ended: the server removes recovery.signal before it takes the first write.
set -eu

unfinished=$PGDATA.unfinished
if [ -e "$PGDATA/PG_VERSION" ]; then
  case $(head -n 1 "$PGDATA/recovery.signal" 2>/dev/null || :) in
    "restore $WISH")
      echo "the volume has $WISH, and its log is not replayed to the end yet: the server goes on with that" >&2
      exit 0
      ;;
    'restore '*) ;;
    *)
      # The server ended between its recovery and this.
      [ -e "$PGDATA/recovery.signal" ] || rm -rf "${LOG:?}"
      echo "the volume has data in $PGDATA, which is left alone" >&2
      exit 0
      ;;
  esac
  echo "the volume has a restore that has not ended ($(sed -n '1s/^restore //p' "$PGDATA/recovery.signal")), and now $WISH is wanted" >&2
  # Moved first: half of a data directory must not look like one.
  rm -rf "$unfinished"
  mv "$PGDATA" "$unfinished"
fi
rm -rf "$unfinished"
[ -n "$(ls -A "$PGDATA" 2>/dev/null)" ] || exit 1
echo "$PGDATA has files but no PG_VERSION: this is no data directory; nothing is touched" >&2
exit 2

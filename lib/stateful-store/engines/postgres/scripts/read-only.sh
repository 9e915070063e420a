#!/bin/sh
# Makes the server of $PGDATA one that takes no write, where $READ_ONLY is set, and takes that back where it is not. The server is in
# recovery then, and waits for a log that never comes: no session, role or worker can write, and everything can be read. Nothing on the
# volume changes but this file, so the way back is a restart.
set -eu

signal=$PGDATA/standby.signal
ours='read-only'

refuse() {
  echo "readOnly: $*; leave readOnly out until then; nothing was touched" >&2
  exit 1
}

if [ -z "${READ_ONLY:-}" ]; then
  # Another file of this name is not of the store.
  if [ "$(head -n 1 "$signal" 2>/dev/null)" = "$ours" ]; then rm -f "$signal"; fi
  exit 0
fi
[ -e "$PGDATA/PG_VERSION" ] || refuse "the volume is empty, and a server that takes no write cannot get its roles"
[ ! -e "$signal" ] || exit 0
[ ! -e "$PGDATA/recovery.signal" ] || refuse "a restore has not ended"
# Recovery empties tables that are not logged.
[ -z "$(find "$PGDATA/base" -name '*_init' | head -n 1)" ] || refuse "there are unlogged tables, which would be emptied: ALTER TABLE … SET LOGGED"
[ -z "$(ls "$PGDATA/pg_twophase")" ] || refuse "prepared transactions are open: commit them or roll them back"
echo "$ours" >"$signal.new"
mv "$signal.new" "$signal"

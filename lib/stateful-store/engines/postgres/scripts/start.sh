#!/bin/sh
# Checks the passwords, makes the data directory on an empty volume, and becomes the server. The server is the first process of its
# container, so that it never takes the process in an old postmaster.pid for a running server.
set -eu
umask 077

# shellcheck source=./passwords.sh
. "$CONFIG/passwords.sh"

refuse() {
  echo "$*" >&2
  exit 1
}

major_of_image() { postgres --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/'; }

# Makes the directory beside its place and moves it there when it is complete: a pod that dies meanwhile leaves nothing like data.
make_data_directory() {
  [ -z "$(ls -A "$PGDATA" 2>/dev/null)" ] || refuse "$PGDATA has files but no PG_VERSION: this is no data directory; nothing was touched"
  rm -rf "$PGDATA.new"
  # shellcheck disable=SC2086 # several arguments
  initdb --no-instructions --pgdata="$PGDATA.new" --username=postgres --pwfile="$ADMIN_FILE" --auth-local=peer --auth-host=scram-sha-256 $INITDB
  [ ! -d "$PGDATA" ] || rmdir "$PGDATA"
  mv "$PGDATA.new" "$PGDATA"
  sync
}

# shellcheck source-path=SCRIPTDIR/../../../volumes/scripts source=volume.sh
. "$CONFIG/volume.sh"
check_owner "$PGDATA"
[ -d "$PGDATA" ] || check_volume "${PGDATA%/*}"
wrong=$(objection)
[ -z "$wrong" ] || refuse "$wrong: correct it; no data was touched"
rm -f "$RUN/settled"
image=$(major_of_image)
[ "$image" = "$MAJOR" ] || refuse "the image has PostgreSQL $image and is configured as $MAJOR: pass version: $image"
[ -e "$PGDATA/PG_VERSION" ] || { sh "$CONFIG/read-only.sh" && make_data_directory; }
data=$(cat "$PGDATA/PG_VERSION")
[ "$data" = "$MAJOR" ] || refuse "$PGDATA was made by PostgreSQL $data and the image has $MAJOR: keep an image of $data, and copy the data into a new store with copyFrom; nothing was touched"
sh "$CONFIG/read-only.sh"

# Identifies this data. A backup brings back that of the original, which a restore replaces.
if [ ! -s "$PGDATA/mainstay.identity" ]; then
  echo "identity $(od -A n -t x1 -N 8 /dev/urandom | tr -d ' \n')" >"$PGDATA/mainstay.identity.new"
  mv "$PGDATA/mainstay.identity.new" "$PGDATA/mainstay.identity"
fi
[ -z "${CERTIFICATE:-}" ] || cat "$CERTIFICATE" >"$RUN/certificate"
# A volume may have group permissions, with which the server does not start.
chmod 0700 "$PGDATA"
options=$(sh "$CONFIG/recovery.sh")
loaded=$(sh "$CONFIG/libraries.sh")
[ -z "$loaded" ] || options="$options -c shared_preload_libraries=$loaded"
# shellcheck disable=SC2086 # several arguments
exec postgres -c config_file="$CONFIG/postgresql.conf" $options

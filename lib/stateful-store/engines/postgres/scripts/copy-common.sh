# shellcheck shell=sh
# Functions that the two steps of a copy share: `copy-take.sh` in the image of the store that is copied, and `copy-load.sh` in that of
# the new one. Source this first.
: "${PGDATA:?}" "${WORK:?}" "${RUN:?}" "${CONFIG:?}" "${SOURCE:?}" "${SOURCE_HOST:?}" "${SOURCE_PASSWORD:?}"

log() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }

refuse() {
  log "$*"
  exit 1
}

# The note about what was copied, with the data and before it is there.
# shellcheck disable=SC2034 # for the two steps
note=$WORK/note
# shellcheck disable=SC2034
mark=$PGDATA/mainstay.copy

# noted NAME FILE: prints the word after a name.
noted() { awk -v name="$1" '$1 == name { print $2; exit }' "$2" 2>/dev/null; }

PASSWORD=$(cat "$SOURCE_PASSWORD")
# Connections in the pod are not encrypted; that to the store is if it has a certificate.
unset PGSSLMODE PGSSLROOTCERT
if [ -n "${SOURCE_CA:-}" ]; then export PGSSLMODE=verify-full PGSSLROOTCERT="$SOURCE_CA"; fi

# source_of COMMAND...: runs a program against the store.
source_of() { PGPASSWORD=$PASSWORD PGHOST=$SOURCE_HOST PGUSER=backup PGCONNECT_TIMEOUT=15 "$@"; }

answers() { source_of pg_isready --quiet --timeout=5; }
# Prints the end of the log of a store that takes no write; nothing while it takes some.
position() { source_of psql --no-psqlrc -Atc "SELECT pg_last_wal_replay_lsn() WHERE pg_is_in_recovery()"; }

ask() { psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 "$@"; }

# Every value has one form on both servers, whatever databases and roles set.
forms='-c search_path= -c datestyle=iso -c intervalstyle=postgres -c timezone=UTC -c extra_float_digits=1'
forms="$forms -c bytea_output=hex -c xmlbinary=base64 -c lc_monetary=C -c statement_timeout=0 -c row_security=off"

# As many processes as there are CPUs, at most four: each takes memory.
jobs=$(nproc)
[ "$jobs" -le 4 ] || jobs=4

# serve DIRECTORY OPTION...: starts a server that only this pod can reach. It need not survive: a pod that dies begins again.
serve() {
  directory=$1
  shift
  printf 'local all postgres trust\n' >"$WORK/pg_hba.conf"
  pg_ctl start --silent --wait --timeout=86400 --pgdata="$directory" --log="$WORK/server.log" --options="$* \
    -c hba_file='$WORK/pg_hba.conf' -c listen_addresses='' -c unix_socket_directories='$RUN' -c ssl=off -c fsync=off \
    -c full_page_writes=off -c archive_mode=off -c max_connections=20 -c max_locks_per_transaction=1024" >/dev/null || {
    tail -n 20 "$WORK/server.log" >&2
    refuse "the server of the copy does not start: see above"
  }
}

# Prints what there is in each database of the store that is copied: rows and a checksum of each table, the state of each sequence, and
# numbers of other things.
contents() {
  while read -r database; do
    PGOPTIONS=$forms ask --dbname "$database" --file "${0%/*}/copy-contents.sql" </dev/null
  done <"$WORK/databases"
}

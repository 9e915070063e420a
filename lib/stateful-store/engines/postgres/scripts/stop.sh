#!/bin/sh
# Writes memory to disk while clients are still served, so that the end is short. Then ends at once: connections are closed, and
# transactions that are not committed are rolled back. The server is still ending after this script.
timeout 60 psql --no-psqlrc --quiet --command 'CHECKPOINT'
kill -INT "$(head -n 1 "$PGDATA/postmaster.pid")"

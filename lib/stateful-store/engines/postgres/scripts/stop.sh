#!/bin/sh
# Writes out what is in memory while clients are still served, so that the end is short, and then ends at once: connections are
# closed, transactions that are not committed are undone. The server goes on ending after this script.
timeout 60 psql --no-psqlrc --quiet --command 'CHECKPOINT'
kill -INT "$(head -n 1 "$PGDATA/postmaster.pid")"

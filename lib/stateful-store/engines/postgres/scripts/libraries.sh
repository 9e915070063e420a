#!/bin/sh
# Prints the libraries that the image loads by its own configuration, as images with extensions do, and then those of the program. The
# first ones must stay first.
set -eu
sample=$(initdb --show --pgdata="$PGDATA" 2>&1 | sed -n 's/^POSTGRESQL_CONF_SAMPLE=//p')
for file in "$sample" "$CONFIG/postgresql.conf"; do
  [ ! -r "$file" ] || sed -n "s/^[[:space:]]*shared_preload_libraries[[:space:]=]*'\([^']*\)'.*/\1/p" "$file" | tail -n 1
done | tr ',' '\n' | tr -d ' "' | awk 'NF && !seen[$0]++ { printf "%s%s", (n++ ? "," : ""), $0 }'

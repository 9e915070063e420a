#!/bin/sh
# Prints options of the server in $PGDATA, so that it recovers whatever the size of the server that wrote its log. One that serves
# clients meanwhile would need as many connections as that had: this one serves them afterwards, with its own settings.
set -eu

settings=$PGDATA/postgresql.auto.conf
if [ -e "$PGDATA/recovery.signal" ]; then
  echo '-c hot_standby=off'
  if [ -e "$PGDATA/log-ended" ] && grep -q '^recovery_target_\(time\|lsn\) ' "$settings"; then
    text='the log ends before the time that was asked for: all of it is replayed'
    echo "$text" >&2
    echo "$text" >>"$PGDATA/restored"
    sed -i '/^recovery_target_\(time\|lsn\|inclusive\) /d' "$settings"
  fi
  # A server that reads ahead asks for what follows the log before it has replayed all of it.
  if grep -q '^recovery_target_\(time\|lsn\) ' "$settings" && [ "$MAJOR" -ge 15 ]; then echo '-c recovery_prefetch=off'; fi
  prepared=$(pg_controldata | sed -n 's/^max_prepared_xacts setting: *//p')
elif [ -e "$PGDATA/standby.signal" ]; then
  # One that takes no write serves clients while it recovers, and must allow as many of each as the server that wrote the log.
  pg_controldata | sed -n '/prepared/d; s/_xact setting/_transaction setting/; s/^\(max_[a-z_]*\) setting: *\([0-9]*\)$/\1 \2/p' |
    while read -r name was; do
      [ "$(postgres -C "$name" -c config_file="$CONFIG/postgresql.conf")" -ge "$was" ] || echo "-c $name=$was"
    done
  prepared=$(pg_controldata | sed -n 's/^max_prepared_xacts setting: *//p')
else
  prepared=$(find "$PGDATA/pg_twophase" -type f | wc -l)
fi
# A server does not start with more prepared transactions than it allows.
allowed=$(postgres -C max_prepared_transactions -c config_file="$CONFIG/postgresql.conf")
if [ "$prepared" -gt "$allowed" ]; then
  echo "max_prepared_transactions is $prepared until the next start and not $allowed, because the data may have so many" >&2
  echo "-c max_prepared_transactions=$prepared"
fi

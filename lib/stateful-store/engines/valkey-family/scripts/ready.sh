#!/bin/sh
# Succeeds when this server has loaded its data and, as a replica, has a live and finished link to its primary.
set -eu

REDISCLI_AUTH=$(cat "$PASSWORD_FILE")
export REDISCLI_AUTH
info=$("$CLI" -p "$PORT" info | tr -d '\r')

has() { printf '%s\n' "$info" | grep -qx "$1"; }

has 'loading:0'
has 'role:master' || { has 'master_link_status:up' && has 'master_sync_in_progress:0'; }

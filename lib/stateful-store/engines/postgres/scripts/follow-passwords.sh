#!/bin/sh
# Runs every ten seconds beside a server that has started: sets the passwords of the Secret when it has changed. Counts in
# mainstay.refusals, on which an alert rests, when the server does not let in with them.
set -eu
# shellcheck source=./passwords.sh
. "$CONFIG/passwords.sh"
: "${RUN:?}"

# Seconds between two logins that try the passwords.
EVERY=30

[ -s "$RUN/settled" ] || exit 0

# Prints a line to the log of the container too: a probe has no log.
tell() {
  echo "$*" >&2
  { echo "$*" >>/proc/1/fd/2; } 2>/dev/null || :
}

count_refusal() { psql --no-psqlrc --quiet --command 'UPDATE mainstay.refusals SET n = n + 1'; }

found=$(passwords_state)
wrong=
if [ "$found" != "$(cat "$RUN/settled")" ]; then
  wrong=$(objection)
  if [ -z "$wrong" ] && set_passwords; then
    printf '%s\n' "$found" >"$RUN/settled"
    tell "the passwords of Secret $secret are set; those before let nobody in"
  elif [ "$found" != "$(cat "$RUN/told" 2>/dev/null)" ]; then
    tell "${wrong:-the passwords of Secret $secret cannot be set}: the passwords before stay"
    printf '%s\n' "$found" >"$RUN/told"
  fi
fi

read -r uptime _ </proc/uptime
[ "${uptime%.*}" -ge "$(cat "$RUN/next-login" 2>/dev/null || echo 0)" ] || exit 0
echo $((${uptime%.*} + EVERY)) >"$RUN/next-login"
if [ -n "$wrong" ]; then
  count_refusal
elif is_refused "$STORE_USER" "$STORE_DATABASE" "$PASSWORD_FILE" || is_refused backup postgres "$ADMIN_FILE"; then
  tell "the server does not let in with the passwords of Secret $secret: somebody has changed a role"
  count_refusal
fi

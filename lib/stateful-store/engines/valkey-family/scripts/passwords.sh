# shellcheck shell=sh
# Functions for the passwords of a store, which the kubelet mounts as files. Source this after common.sh.

# objection FILE KEY: prints the fault of a password and its key; nothing for a valid one. An empty password would let everyone in,
# and a second line would be a line of configuration.
objection() {
  wrong=$(fault "$1")
  [ -z "$wrong" ] || echo "key $2 of Secret $PASSWORDS_FROM $wrong"
}

fault() {
  if [ ! -r "$SECRETS/$1" ]; then
    echo 'is missing'
  elif [ ! -s "$SECRETS/$1" ]; then
    echo 'is empty'
  elif [ "$(LC_ALL=C tr -d '\000-\037\177' <"$SECRETS/$1" | wc -c)" -ne "$(wc -c <"$SECRETS/$1")" ]; then
    echo 'has a line break or another control character in it'
  fi
}

# Waits, without touching data, until both passwords are valid. The kubelet brings a corrected Secret within a minute or two.
wait_for_passwords() {
  tries=0
  while :; do
    wrong=$(objection password "$CLIENTS_HAVE")$(objection admin "$SERVERS_HAVE")
    [ -n "$wrong" ] || return 0
    [ $((tries % 30)) -ne 0 ] || log "waiting: $wrong; a password must be text that is not empty, without a line break, even at its end"
    tries=$((tries + 1))
    sleep 1
  done
}

# Prints a password as a quoted word of a configuration file.
quoted() { sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' "$SECRETS/$1"; }

# users FILE: prints rules of users with hashes of the passwords filled in: a hash is one word, whatever the password contains.
users() {
  password=$(sha256sum <"$SECRETS/password")
  admin=$(sha256sum <"$SECRETS/admin")
  sed "s/@password@/${password%% *}/; s/@admin@/${admin%% *}/" "$1"
}

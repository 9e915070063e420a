# shellcheck shell=sh
# The passwords of a store, which the kubelet mounts as files. To be sourced after common.sh.

# objection FILE KEY: what is wrong with a password and where it comes from; nothing when it is right. An empty one would let everybody
# in, and a second line would be a line of configuration.
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

# Nothing is started and no data is touched before both passwords are right; the kubelet brings a corrected Secret within a minute or two.
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

# As a quoted word of a configuration file.
quoted() { sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' "$SECRETS/$1"; }

# users FILE: rules of users with passwords in place, as hashes: whatever a password contains, it is one word.
users() {
  password=$(sha256sum <"$SECRETS/password")
  admin=$(sha256sum <"$SECRETS/admin")
  sed "s/@password@/${password%% *}/; s/@admin@/${admin%% *}/" "$1"
}

# shellcheck shell=sh
# The passwords of a store, which the kubelet mounts as files. To be sourced after common.sh.

# What is wrong with a password; nothing when it is right. An empty one would let everybody in, and a second line would be a line of
# configuration.
objection() {
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
    wrong=
    # shellcheck disable=SC2086
    set -- $CREDENTIALS_FROM
    for file in password admin; do
      reason=$(objection "$file")
      [ -z "$reason" ] || wrong="key $2 of Secret $1 $reason"
      set -- "$1" "$3"
    done
    [ -n "$wrong" ] || return 0
    [ $((tries % 30)) -ne 0 ] || log "waiting: $wrong; it must be text that is not empty, without a line break, even at its end"
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

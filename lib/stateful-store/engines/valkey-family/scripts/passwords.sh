# shellcheck shell=sh
# Functions for the passwords of a store, which the kubelet mounts as files. Source this after common.sh.
: "${PASSWORDS_FROM:?}" "${CLIENTS_HAVE:?}" "${SERVERS_HAVE:?}"

# Seconds for which a password is accepted after another one has replaced it in the Secret.
OVERLAP=86400

# Hashes of the passwords that are accepted. After a line with the name of the store, one line each: `kept password HASH -`, with a time in seconds instead of - for one that was
# replaced. A copy is on the volume, because a pod that is replaced soon after the Secret must let in those who still have the password
# before.
known=$RUN/accepted
copy=$DATA/.accepted

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

# objections: prints the faults of both passwords.
objections() { echo "$(objection password "$CLIENTS_HAVE")$(objection admin "$SERVERS_HAVE")"; }

# wait_for_passwords NAME: waits, without touching data, until both passwords are valid. NAME is as in use_admin. The kubelet brings a corrected Secret within a minute or two.
wait_for_passwords() {
  tries=0
  while :; do
    wrong=$(objections)
    [ -n "$wrong" ] || break
    [ $((tries % 30)) -ne 0 ] || log "waiting: $wrong; a password must be text that is not empty, without a line break, even at its end"
    tries=$((tries + 1))
    sleep 1
  done
  remember "$1"
  # A container that starts again in its pod goes on with the password that all others take.
  if [ "$TOPOLOGY" = single ] || [ ! -s "$RUN/admin" ]; then use_admin "$1"; fi
}

# use_admin NAME: makes scripts of this pod use the password of the Secret towards servers and Sentinels. NAME differs for processes
# that may do so at once.
use_admin() {
  (umask 077 && cat "$SECRETS/admin" >"$RUN/admin.$1") && mv "$RUN/admin.$1" "$RUN/admin"
}

# True if the Secret has another password for servers than the one in use.
admin_is_new() { ! cmp -s "$SECRETS/admin" "$RUN/admin"; }

# use_admin_if_taken NAME: does so when the password is new and nobody refuses it.
use_admin_if_taken() {
  if admin_is_new && [ "$(refusals_of_new)" -eq 0 ]; then use_admin "$1"; fi
}

# remember_used PROCESS: notes, when PROCESS starts, which password for servers it uses, and that it has been told nothing
# yet.
remember_used() {
  cksum <"$RUN/admin" >"$RUN/used-by-$1"
  rm -f "$RUN/let-in-by-$1" "$RUN/passwords-of-$1"
  keep "$1"
}

# quoted FILE: prints a password as a quoted word of a configuration file.
quoted() { sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' "$1"; }

# Prints the new content of `known`. A clock that was wrong when a password was replaced does not make it last longer.
accepted() {
  {
    cat "$known" 2>/dev/null || cat "$copy" 2>/dev/null || :
    for key in password admin; do
      [ -n "$(fault $key)" ] || printf 'now %s %s\n' $key "$(sha256sum <"$SECRETS/$key")"
    done
  } | awk -v now="$(date +%s)" -v overlap="$OVERLAP" -v store="$POD_NAMESPACE/$STORE_NAME" '
    $1 == "for" { ours = $2 == store }
    $1 == "kept" && ours { n++; key[n] = $2; hash[n] = $3; until[n] = $4 }
    $1 == "now" { current[$2] = $3 }
    END {
      print "for", store
      for (k in current) print "kept", k, current[k], "-"
      for (i = 1; i <= n; i++) {
        if (until[i] == "-" && !(key[i] in current)) { print "kept", key[i], hash[i], "-"; continue }
        if (key[i] in current && hash[i] == current[key[i]]) continue
        if (until[i] == "-" || until[i] > now + overlap) until[i] = now + overlap
        if (until[i] > now) print "kept", key[i], hash[i], until[i]
      }
    }' | LC_ALL=C sort
}

# remember NAME: brings `known` up to date. NAME is as in use_admin.
remember() { (umask 077 && accepted >"$known.$1") && mv "$known.$1" "$known"; }

# keep NAME: brings the copy up to date, for which a full volume has no room.
keep() {
  cmp -s "$known" "$copy" || { (umask 077 && cat "$known" >"$copy.$1") && mv "$copy.$1" "$copy"; } 2>/dev/null || :
}

# hashes KEY: prints the hashes that are accepted for a password, as words of an ACL.
hashes() { awk -v key="$1" '$1 == "kept" && $2 == key { printf "%s#%s", (n++ ? " " : ""), $3 }' "$known"; }

# users FILE: prints rules of users with hashes of the passwords filled in: a hash is one word, whatever the password contains.
users() { sed "s/#@password@/$(hashes password)/; s/#@admin@/$(hashes admin)/" "$1"; }

# shellcheck shell=sh
# Functions for the passwords of the Secret, which the kubelet mounts as files. Source this.
: "${PASSWORD_FILE:?}" "${ADMIN_FILE:?}" "${CREDENTIALS_FROM:?}"

read -r secret password_key admin_key <<EOF
$CREDENTIALS_FROM
EOF

# True for one line that is not empty and has no line break. An empty password would let everyone in, and clients would take a line break
# for a part of it.
is_password() {
  [ -s "$1" ] && [ "$(tr -d '[:cntrl:]' <"$1" | wc -c)" -eq "$(wc -c <"$1")" ]
}

# Prints which key of the Secret has no password; nothing when both have one.
objection() {
  for one in "$PASSWORD_FILE $password_key" "$ADMIN_FILE $admin_key"; do
    is_password "${one% *}" || {
      echo "key ${one##* } of Secret $secret must be one line that is not empty and has no line break at its end"
      return
    }
  done
}

# Prints a checksum of both files.
passwords_state() { cat "$PASSWORD_FILE" "$ADMIN_FILE" 2>/dev/null | cksum; }

# set_password ROLE FILE: psql makes a SCRAM verifier and sends that, so that the password is in no statement, and no argument.
set_password() {
  said=$(
    printf '%s\n%s\n' "$(cat "$2")" "$(cat "$2")" |
      PGOPTIONS='-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic -c lock_timeout=2s -c pg_stat_statements.track=none -c pg_stat_statements.track_utility=off' \
        psql --no-psqlrc --quiet --command "\\password \"$1\"" 2>&1
  ) || {
    printf '%s\n' "$said" >&2
    return 1
  }
}

set_passwords() {
  set_password postgres "$ADMIN_FILE" && set_password "${STORE_USER:?}" "$PASSWORD_FILE" && set_password backup "$ADMIN_FILE"
}

# is_refused ROLE DATABASE FILE: true if the server answers that the password is wrong.
is_refused() {
  PGPASSWORD=$(cat "$3") PGCONNECT_TIMEOUT=3 psql --no-psqlrc --no-password -h 127.0.0.1 -U "$1" -d "$2" -c '' 2>&1 </dev/null |
    grep -q -e 'password authentication failed' -e 'no password supplied'
}

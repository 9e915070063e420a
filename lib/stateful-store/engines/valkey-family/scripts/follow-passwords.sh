# shellcheck shell=sh
# Functions that make a running server or Sentinel follow its Secret. Each takes a new password besides the one before first; it uses the
# new one only when nobody refuses it. The kubelets of the nodes bring the files minutes apart. Source this after passwords.sh and
# sentinels.sh.
: "${known:?}"

# Seconds between two looks when the Secret is the same.
EVERY=30

# Prints a line to the log of the container too: a probe has no log.
tell() {
  log "$*"
  { log "$*" 2>>/proc/1/fd/2; } 2>/dev/null || :
}

# follow_passwords PROCESS PORT USERS: PROCESS is `server` or `sentinel`, USERS the file with the rules of its users.
follow_passwords() {
  found=$(cat "$SECRETS/password" "$SECRETS/admin" 2>/dev/null | cksum)
  looked=
  until=0
  read -r until looked 2>/dev/null <"$RUN/passwords-of-$1" || :
  if [ "$found" = "$looked" ] && [ "$(now)" -lt "$until" ]; then return 0; fi
  until=$(($(now) + EVERY))
  wrong=$(objections)
  [ -z "$wrong" ] || [ "$found" = "$looked" ] || tell "$wrong: the password before stays"
  remember "$1"
  keep "$1"
  if ! let_in "$1" "$2" "$3" || { [ -z "$wrong" ] && ! use_everywhere "$1"; }; then until=0; fi
  printf '%s %s\n' "$until" "$found" >"$RUN/passwords-of-$1.new" && mv "$RUN/passwords-of-$1.new" "$RUN/passwords-of-$1"
  is_let_in "$1" "$2"
}

# let_in PROCESS PORT USERS: makes the process accept the passwords in `known`, and no others. Connections stay.
let_in() {
  said=$(
    awk '
      $1 == "user" && /#@password@/ { print $2, "password" }
      $1 == "user" && /#@admin@/ { print $2, "admin" }' "$3" |
      while read -r user key; do printf 'acl setuser %s resetpass %s\n' "$user" "$(hashes "$key")"; done
  )
  [ "$said" != "$(cat "$RUN/let-in-by-$1" 2>/dev/null)" ] || return 0
  answer=$(printf '%s\n' "$said" | cli localhost "$2" | sort -u)
  if [ "$answer" != OK ]; then
    tell "the $1 does not take new passwords: ${answer:-no answer}"
    return 1
  fi
  printf '%s\n' "$said" >"$RUN/let-in-by-$1"
  before=$(awk '$1 == "kept" && $4 != "-" { n++ } END { print n + 0 }' "$known")
  tell "the $1 accepts the passwords of Secret $PASSWORDS_FROM, and $before that were replaced in the last $((OVERLAP / 3600)) hours"
}

# use_everywhere PROCESS: makes the process, and scripts, use the password for servers of the Secret, when nobody refuses it.
use_everywhere() {
  sum=$(cksum <"$SECRETS/admin")
  if [ "$sum" = "$(cat "$RUN/used-by-$1" 2>/dev/null)" ] && ! admin_is_new; then return 0; fi
  if [ "$TOPOLOGY" = failover ] && [ "$(refusals_of_new)" -gt 0 ]; then return 1; fi
  if [ "$TOPOLOGY" = failover ] && ! "use_by_$1"; then
    tell "the $1 does not take a new password to use"
    return 1
  fi
  use_admin "$1"
  echo "$sum" >"$RUN/used-by-$1"
}

use_by_server() { with_admin config set masterauth "$PORT"; }

use_by_sentinel() { with_admin sentinel set "$MASTER" auth-pass "$SENTINEL_PORT" && with_admin sentinel config set sentinel-pass "$SENTINEL_PORT"; }

# with_admin COMMAND... PORT: sends a command with the password of the Secret as its last word, which nobody sees among arguments.
with_admin() {
  words=
  while [ $# -gt 1 ]; do
    words="$words $1"
    shift
  done
  # shellcheck disable=SC2086 # several words
  [ "$(cli localhost "$1" -x $words <"$SECRETS/admin")" = OK ]
}

# is_let_in PROCESS PORT: says it when the process refuses a password of the Secret, and has it tell again then. The server counts such
# logins, and an alert rests on that.
is_let_in() {
  for login in "default password" "admin admin"; do
    # shellcheck disable=SC2086 # several words
    case $(timeout 2 "$CLI" ${TLS_OPTIONS-} --no-auth-warning -h localhost -p "$2" -x auth ${login% *} <"$SECRETS/${login#* }" 2>&1) in
      *WRONGPASS*)
        rm -f "$RUN/let-in-by-$1"
        tell "the $1 refuses the ${login#* } of Secret $PASSWORDS_FROM"
        ;;
    esac
  done
}

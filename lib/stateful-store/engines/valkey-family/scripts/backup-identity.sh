# shellcheck shell=sh
# What identifies the data of a store: sixteen digits, and those of the data that it was restored from. They are a function of the
# server, because FLUSHALL and eviction spare functions, and replicas have them too. Before 7.0 there are none, and a key holds them.
# Source this after common.sh.

IDENTITY_KEY=__mainstay:identity

# identity_code IDENTITY [PARENT]: prints the code of the function.
identity_code() {
  printf '#!lua name=mainstay\n'
  printf "redis.register_function{function_name='mainstay_identity',flags={'no-writes'},callback=function() return '%s' end}" "$*"
}

# identity_of ADDRESS: prints the identity of a primary, and its parent; nothing when it has none.
identity_of() {
  for question in 'fcall mainstay_identity 0' "get $IDENTITY_KEY"; do
    # shellcheck disable=SC2086 # several words
    found=$(cli "$1" "$PORT" $question | tr -d '\r' | grep -x '[0-9a-f]\{16\}\( [0-9A-Za-z]*\)\{0,1\}') || continue
    printf '%s\n' "$found"
    return
  done
}

# identify ADDRESS: gives data without one an identity, unless another backup does so at the same time.
identify() {
  new=$(od -A n -t x1 -N 8 /dev/urandom | tr -d ' \n')
  if [ "$LOG_DIRECTORY" = yes ]; then
    answer=$(cli "$1" "$PORT" function load "$(identity_code "$new")") || :
  else
    answer=$(cli "$1" "$PORT" set "$IDENTITY_KEY" "$new" nx) || :
  fi
  case $answer in
    mainstay | OK) ;;
    *) log "the primary did not take an identity: ${answer:-no answer}" ;;
  esac
}

# command_for_log WORD...: prints a command in the form of the append-only file.
command_for_log() {
  printf '*%d\r\n' $#
  for word in "$@"; do printf '$%d\r\n%s\r\n' "$(printf %s "$word" | wc -c)" "$word"; done
}

# log_with_identity FILE: prints what the append-only file must have after a restored dump, so that the data has another identity.
log_with_identity() {
  own=$(awk '$1 == "identity" { print $2 }' "$1")
  parent=$(awk '$1 == "parent" { print $2 }' "$1")
  command_for_log SELECT 0
  if [ "$LOG_DIRECTORY" = yes ]; then
    command_for_log FUNCTION LOAD REPLACE "$(identity_code "$own" "$parent")"
  else
    command_for_log SET "$IDENTITY_KEY" "$own $parent"
  fi
}

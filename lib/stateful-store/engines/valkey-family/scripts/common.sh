# shellcheck shell=sh
# Functions that the scripts of a store share: addresses of pods, and commands to servers. Source this first.

: "${POD_NAME:?}" "${POD_NAMESPACE:?}" "${REPLICAS:?}" "${STORE_NAME:?}" "${STORE_SERVICE:?}" "${CLUSTER_DOMAIN:?}"
: "${CLI:?}" "${PORT:?}" "${SENTINEL_PORT:?}" "${SECRETS:?}" "${RUN:?}" "${DATA:?}" "${CONFIG:?}"

ordinal=${POD_NAME##*-}

log() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }

# Prints seconds of a clock that is never set back.
now() {
  read -r uptime _ </proc/uptime
  echo "${uptime%.*}"
}

# address_of ORDINAL: prints the address of a pod, valid while the pod keeps its name. With a Service for each pod it is an IP
# address, looked up only once: no DNS is needed afterwards.
address_of() {
  if [ "$ADDRESSING" = names ]; then
    echo "$STORE_NAME-$1.$STORE_SERVICE.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN"
    return
  fi
  if [ ! -s "$RUN/address-$1" ]; then
    found=$(getent hosts "$STORE_NAME-pod-$1.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN" | awk '{ print $1; exit }')
    [ -n "$found" ] || return 1
    # Two containers may write this at once. Neither must read half a line.
    printf '%s\n' "$found" >"$RUN/address-$1.$$" && mv "$RUN/address-$1.$$" "$RUN/address-$1"
  fi
  cat "$RUN/address-$1"
}

# True if a server can use this address. Only names are looked up, because an IP address might have no name.
resolves() { [ "$ADDRESSING" != names ] || getent hosts "$1" >/dev/null; }

# DNS may know the name of a pod only a moment after the pod has started.
wait_for_own_address() {
  tries=0
  until own_address=$(address_of "$ordinal") && resolves "$own_address"; do
    [ $((tries % 10)) -ne 0 ] || log "waiting for DNS: the name of this pod, $POD_NAME, is not known yet"
    tries=$((tries + 1))
    sleep 0.5
  done
}

# Prints the password for servers that this pod uses. After a change of the Secret that is the one before, until all others take the new
# one. Jobs have that of the Secret. NEW is set where it is that of the Secret in any case.
admin_password() {
  if [ -n "${NEW-}" ] || ! cat "$RUN/admin" 2>/dev/null; then cat "$SECRETS/admin"; fi
}

# cli HOST PORT COMMAND...: sends a command as the administrator. The password is in the environment of this one process: everyone
# on the node can see arguments.
cli() {
  cli_host=$1 cli_port=$2
  shift 2
  # TLS_OPTIONS are several words.
  # shellcheck disable=SC2086
  REDISCLI_AUTH=$(admin_password) timeout 2 \
    "$CLI" ${TLS_OPTIONS-} --no-auth-warning --user admin --raw -h "$cli_host" -p "$cli_port" "$@" 2>/dev/null
}

# is_refused_by HOST PORT: true if the server or Sentinel there answers that the password is wrong.
is_refused_by() {
  case $(cli "$1" "$2" ping) in *NOAUTH* | *WRONGPASS*) ;; *) return 1 ;; esac
}

server() { cli localhost "$PORT" "$@"; }

# info SECTION: prints the name:value lines of the server of this pod.
info() { server info "$1" | tr -d '\r'; }

# value NAME: prints the value of a line name:value on standard input. The value may have colons: an IPv6 address does.
value() { awk -F: -v name="$1" '$1 == name { print substr($0, length(name) + 2) }'; }

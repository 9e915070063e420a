# shellcheck shell=sh
# What the scripts of a store have in common: who the pods are, and how to talk to a server. To be sourced.

: "${POD_NAME:?}" "${POD_NAMESPACE:?}" "${REPLICAS:?}" "${STORE_NAME:?}" "${STORE_SERVICE:?}" "${CLUSTER_DOMAIN:?}"
: "${CLI:?}" "${PORT:?}" "${SENTINEL_PORT:?}" "${SECRETS:?}" "${RUN:?}" "${DATA:?}" "${CONFIG:?}"

ordinal=${POD_NAME##*-}

log() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }

# Seconds of a clock that is never set back.
now() {
  read -r uptime _ </proc/uptime
  echo "${uptime%.*}"
}

# Where the pod with this ordinal is reached, for as long as it keeps its name. With a Service of its own that is an address, which is
# looked up once: whoever has it needs no DNS afterwards.
address_of() {
  if [ "$ADDRESSING" = names ]; then
    echo "$STORE_NAME-$1.$STORE_SERVICE.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN"
    return
  fi
  if [ ! -s "$RUN/address-$1" ]; then
    found=$(getent hosts "$STORE_NAME-pod-$1.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN" | awk '{ print $1; exit }')
    [ -n "$found" ] || return 1
    # Two containers may do this at once: neither sees half a line.
    printf '%s\n' "$found" >"$RUN/address-$1.$$" && mv "$RUN/address-$1.$$" "$RUN/address-$1"
  fi
  cat "$RUN/address-$1"
}

# Whether a server can be told this address. Only names are looked up: an address might have no name.
resolves() { [ "$ADDRESSING" != names ] || getent hosts "$1" >/dev/null; }

# A pod's name may be known a moment after the pod has started.
wait_for_own_address() {
  tries=0
  until own_address=$(address_of "$ordinal") && resolves "$own_address"; do
    [ $((tries % 10)) -ne 0 ] || log "waiting for DNS: the name of this pod, $POD_NAME, is not known yet"
    tries=$((tries + 1))
    sleep 0.5
  done
}

# cli HOST PORT COMMAND...: asks as the administrator. The password goes by the environment of this one process: arguments are
# visible to everybody on the node.
cli() {
  cli_host=$1 cli_port=$2
  shift 2
  # TLS_OPTIONS are several words.
  # shellcheck disable=SC2086
  REDISCLI_AUTH=$(cat "$SECRETS/admin") timeout 2 \
    "$CLI" ${TLS_OPTIONS-} --no-auth-warning --user admin --raw -h "$cli_host" -p "$cli_port" "$@" 2>/dev/null
}

server() { cli localhost "$PORT" "$@"; }

# info SECTION: name:value lines of the server of this pod.
info() { server info "$1" | tr -d '\r'; }

# value NAME: of a line name:value on standard input.
value() { awk -F: -v name="$1" '$1 == name { print $2 }'; }

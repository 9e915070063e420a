# shellcheck shell=sh
# Functions for the certificate, which is renewed while servers run. Source this after common.sh.

# Prints a checksum of the files, which the kubelet replaces all at once. Prints nothing without TLS.
certificate_state() { [ -z "${TLS_OPTIONS-}" ] || cat "$CERTIFICATE/tls.crt" "$CERTIFICATE/tls.key" "$CERTIFICATE/ca.crt" | cksum; }

# remember_certificate PROCESS: stores the checksum when PROCESS starts.
remember_certificate() { certificate_state >"$RUN/certificate-of-$1"; }

# certificate_is_new PROCESS: true if PROCESS has another certificate.
certificate_is_new() { [ "$(certificate_state)" != "$(cat "$RUN/certificate-of-$1" 2>/dev/null)" ]; }

# The server reads all files again when the path of one changes. Some versions ignore the same path, so it alternates between two
# spellings.
renew_certificate() {
  certificate_is_new server || return 0
  case $(server config get tls-cert-file) in
    */./*) path=$CERTIFICATE/tls.crt ;;
    *) path=$CERTIFICATE/./tls.crt ;;
  esac
  answer=$(server config set tls-cert-file "$path")
  [ "$answer" = OK ] || { log "the new certificate was refused: $answer" && return; }
  remember_certificate server
  log 'the certificate was renewed'
}

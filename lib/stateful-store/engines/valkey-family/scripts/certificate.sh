# shellcheck shell=sh
# The certificate, which is renewed while servers run. To be sourced after common.sh.

# How the files are now; the kubelet replaces all of them at once. Nothing without TLS.
certificate_state() { [ -z "${TLS_OPTIONS-}" ] || cat "$CERTIFICATE/tls.crt" "$CERTIFICATE/tls.key" "$CERTIFICATE/ca.crt" | cksum; }

# remember_certificate WHO: as it is when WHO starts.
remember_certificate() { certificate_state >"$RUN/certificate-of-$1"; }

# Whether it is another one than WHO has.
certificate_is_new() { [ "$(certificate_state)" != "$(cat "$RUN/certificate-of-$1" 2>/dev/null)" ]; }

# The server reads all of the files again when the path of one changes. Some versions do nothing when it is the same, so it is written
# in two ways.
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

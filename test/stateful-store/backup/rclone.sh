#!/bin/sh
# What the scripts use of rclone, on a directory: `store:` is $BUCKET. FAIL names what fails: a word of the command line.
set -eu
case " $* " in *" ${FAIL:-nothing} "*) echo "rclone: $FAIL failed" >&2 && exit 1 ;; esac
command=$1
shift
while case $1 in --exclude) shift 2 ;; -*) shift ;; *) false ;; esac do :; done
at() { case $1 in store:*) printf '%s/%s' "$BUCKET" "${1#store:}" ;; *) printf '%s' "$1" ;; esac; }
from=$(at "$1")
case $command in
  lsf) [ ! -d "$from" ] || (cd "$from" && find . -type f | sed 's|^\./||') ;;
  cat) cat "$from" ;;
  copyto) mkdir -p "$(dirname "$(at "$2")")" && cp "$from" "$(at "$2")" ;;
  copy) mkdir -p "$(at "$2")" && cp -R "$from/." "$(at "$2")" && rm -f "$(at "$2")/manifest" ;;
  deletefile) rm "$from" ;;
  purge) rm -r "$from" ;;
  *) exit 2 ;;
esac

#!/bin/sh
# What the scripts use of rclone, on a directory: `store:` is $BUCKET. FAIL names what fails: a word of the command line. With
# DIRECTORIES=yes a directory that does not exist is no empty one, as where there are directories. DATE is the time that it says.
set -eu
case " $* " in *" ${FAIL:-nothing} "*) echo "rclone: $FAIL failed" >&2 && exit 1 ;; esac
case " $* " in *" --dump=headers "*) [ -z "${DATE:-}" ] || printf 'HTTP/1.1 200 OK\r\nDate: %s\r\n' "$DATE" >&2 ;; esac
command=$1
names=
shift
while :; do
  case $1 in
    --files-from) names=$2 && shift 2 ;;
    --exclude | --transfers) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
at() { case $1 in store:*) printf '%s/%s' "$BUCKET" "${1#store:}" ;; *) printf '%s' "$1" ;; esac; }
from=$(at "$1")
# Those that are named and not there are passed over.
named() { while read -r name; do [ ! -e "$from/$name" ] || "$@"; done <"$names"; }
put() { mkdir -p "$(dirname "$(at "$to")/$name")" && cp "$from/$name" "$(at "$to")/$name"; }
case $command in
  lsf)
    if [ -d "$from" ]; then
      cd "$from" && find . -type f | sed 's|^\./||'
    elif [ "${DIRECTORIES:-no}" = yes ]; then
      echo 'rclone: directory not found' >&2
      exit 3
    fi
    ;;
  cat) if [ -e "$from" ]; then cat "$from"; else exit 3; fi ;;
  rcat) mkdir -p "$(dirname "$from")" && cat >"$from" ;;
  copyto) mkdir -p "$(dirname "$(at "$2")")" && cp "$from" "$(at "$2")" ;;
  copy)
    to=$2
    if [ -n "$names" ]; then
      named put
    else
      mkdir -p "$(at "$2")" && cp -R "$from/." "$(at "$2")" && rm -f "$(at "$2")/manifest"
    fi
    ;;
  delete) remove() { rm "$from/$name"; } && named remove ;;
  deletefile) rm "$from" ;;
  purge) rm -r "$from" ;;
  *) exit 2 ;;
esac

#!/bin/sh
# Writes the list of snapshots to delete: for each claim, those older than its newest $KEEP usable ones. Reads through the proxy of
# this pod, which has read access only.
set -eu
: "${CLAIMS:?}" "${LIST_URL:?}" "${KEEP:?}" "${WORK:?}"

tries=0
until wget -q -T 30 -O "$WORK/list.json" "$LIST_URL"; do
  tries=$((tries + 1))
  if [ "$tries" -ge 30 ]; then
    echo 'the API server does not say which snapshots there are: none is deleted' >&2
    exit 1
  fi
  sleep 2
done

# One snapshot per line: its name and whether it is ready to use. The API server adds white space for clients such as wget.
tr -d ' \n\t' <"$WORK/list.json" | sed 's/{"apiVersion":"[^"]*","kind":"VolumeSnapshot",/\n&/g' | awk '
  /"kind":"VolumeSnapshot",/ && match($0, /"name":"[^"]*","namespace"/) {
    print substr($0, RSTART + 8, RLENGTH - 21), (/"readyToUse":true/ ? "ready" : "not")
  }' | sort -r >"$WORK/all"

# The first line names an object that cannot exist, because kubectl fails on an empty list.
{
  printf '%s\n' none
  for claim in $CLAIMS; do
    awk -v claim="$claim" -v keep="$KEEP" '
      {
        stamp = substr($1, length(claim) + 2)
        if (substr($1, 1, length(claim) + 1) != claim "-" || stamp !~ /^20[0-9]+t[0-9]+z$/) next
        if (ready >= keep) print $1
        if ($2 == "ready") ready++
      }' "$WORK/all"
  done
} >"$WORK/names"
while read -r name; do
  printf '{"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot","metadata":{"name":"%s"}}\n' "$name"
done <"$WORK/names" >"$WORK/old.json"
echo "$(grep -c ready "$WORK/all") snapshots can be used, $(($(wc -l <"$WORK/names") - 1)) are deleted" >&2

#!/bin/sh
# Writes the VolumeSnapshots of this run, one for each claim, with the time in their names.
set -eu
: "${CLAIMS:?}" "${LABELS:?}" "${WORK:?}"

stamp=$(date -u +%Y%m%dt%H%M%Sz)
[ -z "${CLASS:-}" ] || class=",\"volumeSnapshotClassName\":\"$CLASS\""
for claim in $CLAIMS; do
  printf '{"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot","metadata":{"name":"%s-%s","labels":%s},' "$claim" "$stamp" "$LABELS"
  printf '"spec":{"source":{"persistentVolumeClaimName":"%s"}%s}}\n' "$claim" "${class:-}"
done >"$WORK/new.json"

#!/bin/sh
# Writes what is in each image, in CycloneDX. The files of the last run stay until all images were read.
set -eu

fresh=$SBOMS.new
failed=0
rm -rf "$fresh"
mkdir -p "$fresh"
while read -r file image; do
  echo "reading $image"
  trivy image --image-src remote --format cyclonedx --output "$fresh/$file.cdx.json" "$image" </dev/null || {
    echo "could not read $image"
    failed=$((failed + 1))
  }
done <"$IMAGES"
if [ "$failed" -gt 0 ]; then
  echo "$failed images could not be read: is the registry open to this pod, and does it have the credentials?"
  exit 1
fi
rm -rf "$SBOMS"
mv "$fresh" "$SBOMS"

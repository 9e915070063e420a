#!/bin/sh
# Looks for vulnerabilities that a newer version mends, in the lists that list.sh wrote. Writes the images that have some.
set -eu

vulnerable=10
: >"$FOUND"
while read -r file image; do
  echo "$image"
  code=0
  trivy sbom --skip-db-update --ignore-unfixed --severity "$SEVERITIES" --ignorefile "$IGNORED" \
    --exit-code "$vulnerable" "$SBOMS/$file.cdx.json" </dev/null || code=$?
  case $code in
    0) ;;
    "$vulnerable") echo "$image" >>"$FOUND" ;;
    *)
      echo "could not look at $image: trivy ended with $code"
      exit 1
      ;;
  esac
done <"$IMAGES"

#!/bin/sh
# Fails when look.sh found something, so that the state of this container tells it.
set -eu

if [ ! -s "$FOUND" ]; then
  echo "no image has a vulnerability ($SEVERITIES) that a newer version mends"
  exit 0
fi
echo "these images have vulnerabilities ($SEVERITIES) that newer versions mend; the log of container look names them:"
cat "$FOUND"
exit 1

#!/bin/sh
# Brings the database of vulnerabilities up to date. A run that was stopped may have left files behind.
set -eu

rm -rf "$TMPDIR"
mkdir -p "$TMPDIR"
trivy image --download-db-only

#!/bin/sh
# Stands in for valkey-server: shows what it was started with.
echo "STARTED $*"
cat "$1"

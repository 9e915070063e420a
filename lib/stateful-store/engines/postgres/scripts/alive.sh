#!/bin/sh
# Succeeds while the server answers, even when it answers that it is recovering or ending: killing it would only begin that anew.
pg_isready --quiet --timeout=5
[ $? -le 1 ]

#!/usr/bin/env bash
# Runs govulncheck. Its database is on the network: where that cannot be
# reached, this says so plainly and passes, since nothing was found out. Status
# 3 means that it found one that our code calls.
set -uo pipefail
out=$(go tool -modfile=tools/go.mod govulncheck ./... 2>&1)
status=$?
case $status in
  0) echo "govulncheck: nothing known." ;;
  3)
    echo "$out"
    exit 1
    ;;
  *)
    if grep -q 'fetching vulnerabilities' <<<"$out"; then
      echo "govulncheck: NOT CHECKED, its database cannot be reached from here."
    else
      echo "$out"
      exit 1
    fi
    ;;
esac

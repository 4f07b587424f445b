#!/usr/bin/env bash
# The binary is promised to stay under 50 MB, everything included.
set -euo pipefail
limit=50000000
size=$(wc -c <"$1")
echo "Binary: $((size / 1000)) kB of $((limit / 1000)) kB."
if ((size > limit)); then
  echo "The binary is over its limit."
  exit 1
fi

#!/usr/bin/env bash
# The binary, everything included, stays under what docs/benchmarks.md states.
# The aim is 50 MB; the management system and the bid desk took it past that.
set -euo pipefail
limit=62000000
size=$(wc -c <"$1")
echo "Binary: $((size / 1000)) kB of $((limit / 1000)) kB."
if ((size > limit)); then
  echo "The binary is over its limit."
  exit 1
fi

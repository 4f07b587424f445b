#!/usr/bin/env bash
# Lists the Go files that gofumpt would change, but for generated ones.
set -euo pipefail
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$' | while read -r f; do [ -f "$f" ] && echo "$f"; done)
wrong=$(go tool -modfile=tools/go.mod gofumpt -l "${files[@]}")
if [ -n "$wrong" ]; then
  echo "Not formatted with gofumpt:"
  echo "$wrong"
  exit 1
fi

#!/usr/bin/env bash
# Writes every generated file again and fails when that changed anything. It
# compares before with after, so that work not yet committed does not fail it.
set -euo pipefail

state() { git status --porcelain; git diff | git hash-object --stdin; git ls-files -o --exclude-standard -z | xargs -0 -r git hash-object; }

before=$(state)
make --no-print-directory generate licences
after=$(state)
if [ "$before" != "$after" ]; then
  echo "Generated files are not up to date. Run make generate licences and commit what changed:"
  diff <(echo "$before") <(echo "$after") || true
  git --no-pager diff --stat
  exit 1
fi
echo "Generated files are up to date."

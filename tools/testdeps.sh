#!/usr/bin/env bash
# Installs what the tests need, Debian's PostgreSQL server and Chromium, when
# they are missing and it may. Where it may not, it says what will be skipped;
# under CI=true it fails, since there a skip would hide a defect.
set -euo pipefail

has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

missing=()
has_postgres || missing+=(postgresql)
has_chromium || missing+=(chromium)
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then as_root=(sudo -n); fi
if command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }; then
  echo "Installing ${missing[*]} for the tests."
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

still=()
has_postgres || still+=(postgresql)
has_chromium || still+=(chromium)
((${#still[@]})) || exit 0
echo "Missing for the tests: ${still[*]}. On Debian: apt-get install ${still[*]}"
if [ "${CI:-}" = true ]; then exit 1; fi
echo "The tests that need them are skipped."

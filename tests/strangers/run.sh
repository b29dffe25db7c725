#!/usr/bin/env bash
# Drives the simulator with other people's clients, unchanged: what they can do with the real APIs they must be
# able to do here. Builds the binary, makes a virtual environment under target/, and starts the simulator.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! python3 -c 'import ensurepip' 2>/dev/null; then
  apt-get update -qq
  apt-get install -y -qq python3-venv
fi
venv=target/strangers
stamp="$venv/requirements.txt"
if ! cmp -s tests/strangers/requirements.txt "$stamp"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/strangers/requirements.txt
  cp tests/strangers/requirements.txt "$stamp"
fi

cargo build --locked --quiet
exports="$(mktemp)"
target/debug/koppel simulate --employees 340 --seed 7 >"$exports" &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; rm -f "$exports"' EXIT
for _ in $(seq 100); do
  grep -q '^export KOPPEL_PERSONIO_CLIENT_SECRET=' "$exports" && break
  kill -0 "$simulator"
  sleep 0.1
done
# shellcheck disable=SC1090 # the exports are ours
. "$exports"

export PYTHONWARNINGS=ignore
export OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true
"$venv/bin/python" tests/strangers/okta_sdk.py
"$venv/bin/python" tests/strangers/personio_client.py

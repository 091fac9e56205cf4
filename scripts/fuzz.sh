#!/usr/bin/env bash
# Asks a running decision API what its OpenAPI description allows, and what it does not, and fails where an answer is a
# server error or other than described. Needs Python 3.10 or later; schemathesis goes into a virtual environment.
#
#   FUZZ_SECONDS   how long, about (120)
#   FUZZ_EXAMPLES  requests of each operation and phase (50)
#   FUZZ_SEED      to repeat a run
#   FUZZ_URL       a server that runs already; without it, `postern dev` of this checkout is started
#   FUZZ_VENV      where the virtual environment is (node_modules/.cache/fuzz)
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-120}
examples=${FUZZ_EXAMPLES:-50}
work=$(mktemp -d)
server=

finish() {
  status=$?
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    if [ "$status" -ne 0 ]; then tail -n 30 "$work/server.log" >&2; fi
  fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

. scripts/fuzz-venv.sh

url=${FUZZ_URL:-}
if [ -z "$url" ]; then
  # Tokens of revisions that never come are waited for: briefly here.
  POSTERN_HOME="$work/home" POSTERN_ACCESS_LISTEN=127.0.0.1:0 POSTERN_ADMIN_LISTEN=127.0.0.1:0 \
    POSTERN_CONTROL_LISTEN=127.0.0.1:0 POSTERN_REVISION_WAIT=20 \
    node --import tsx src/main.ts dev >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    url=$(sed -nE 's|^Decision API +(http://.*)$|\1|p' "$work/server.log")
    if [ -n "$url" ]; then break; fi
    kill -0 "$server" 2>/dev/null || { echo 'the server did not start' >&2; exit 1; }
    sleep 0.1
  done
  if [ -z "$url" ]; then echo 'the server did not say where it listens' >&2; exit 1; fi
fi

PYTHONPATH=test/fuzz SCHEMATHESIS_HOOKS=one_parser "$venv/bin/schemathesis" run "$url/openapi.json" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
  --phases examples,coverage,fuzzing \
  --mode all \
  --max-time "$seconds" \
  --max-examples "$examples" \
  --request-timeout 60 \
  --continue-on-failure \
  --suppress-health-check all \
  --workers 2 \
  --warnings off \
  ${FUZZ_SEED:+--seed "$FUZZ_SEED"}

# It still serves, and decides.
curl -fsS "$url/health/ready" >/dev/null
echo "$url is as described"

#!/usr/bin/env bash
# Asks a management API on a database of its own what its OpenAPI description allows, and what it does not: as an
# administrator, as somebody who signed in, and as a viewer. Fails where an answer is a server error or other than
# described, and where the viewer changed anything. Needs Python 3.10 or later; schemathesis goes into a virtual environment.
#
#   FUZZ_SECONDS   how long, about, with each token (120)
#   FUZZ_EXAMPLES  requests of each operation and phase (50)
#   FUZZ_SEED      to repeat a run
#   FUZZ_VENV      where the virtual environment is (node_modules/.cache/fuzz)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/fuzz-venv.sh
FUZZ_VENV=$venv exec node --import tsx test/fuzz/management.ts

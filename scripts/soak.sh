#!/usr/bin/env bash
# The long forms of what CI runs short: property tests with many times their runs, fuzzing for ten minutes, every
# mutant of the filter code, all benchmarks.
# Takes about two hours. `npm run soak -- 50` takes the property tests fifty times as far instead of twenty.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step 'property and differential tests'
POSTERN_TEST_RUNS=${1:-20} npm test -- --no-skips

step 'the gate: 100,000 rows for each class of subjects in the demo company'
npx tsx src/main.ts policy check --rows "${SOAK_ROWS:-100000}" --classes "${SOAK_CLASSES:-50}"

step 'fuzzing by the description of the API'
FUZZ_SECONDS=600 npm run fuzz

step 'mistakes planted in the filter code'
npm run mutants

step 'benchmarks'
npm run bench

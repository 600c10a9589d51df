#!/usr/bin/env bash
# Sets the system up, builds the release preset and runs every test, as many suites at once as there are cores.
# Arguments are handed on to ctest (-R name, -j 1).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

./scripts/setup.sh --with-tests
./scripts/build.sh release
ctest --preset release --output-on-failure -j "$(nproc)" "$@"

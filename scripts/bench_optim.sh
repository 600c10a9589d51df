#!/usr/bin/env bash
# Times one update of day 64's 25.8 million parameters: LibTorch's own optimizers beside mlday's one-pass kernels.
# Usage: scripts/bench_optim.sh [updates]     (default 31; on a machine that does nothing else)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
./scripts/build.sh release >&2
cmake --build build/release --target bench_optim >/dev/null
build/release/bin/bench_optim "${1:-31}"

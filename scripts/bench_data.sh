#!/usr/bin/env bash
# Images/s and memory of mlday's input pipeline beside PyTorch's DataLoader, on real pictures (see bench_data.py).
# Usage: scripts/bench_data.sh [REALDATA] [rounds]     (default: $MLDAY_REALDATA, 3; on a machine that does nothing else)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
realdata=${1:-${MLDAY_REALDATA:?names no folder with flowers_128.tar and gtsrb_native_2k.tar.xz}}
./scripts/build.sh release >&2
cmake --build build/release --target bench_data >/dev/null
/usr/bin/python3 scripts/bench_data.py build/release/bin/bench_data "$realdata" "${2:-3}"

#!/usr/bin/env bash
# mlday beside PyTorch, NumPy and FANN, each case in turns in one run: the tables of docs/benchmarks.md.
# Usage: scripts/bench.sh DATA [--rounds 3] [--seconds 6] [--realdata FOLDER] [--only CASE...] [--write FILE]
# DATA holds what the configs want (gtsrb, flowers, 64x64_SIGNS, mnist, course, text). On a machine that does nothing
# else; wants python3-torch, python3-torchvision and libfann-dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in "" | -h | --help) sed -n '2,5s/^# //p' "$0"; exit 0 ;; esac
./scripts/build.sh release >&2
exec /usr/bin/python3 scripts/bench/bench.py "$@"

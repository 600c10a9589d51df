#!/usr/bin/env bash
# Trains from 4 GB of generated pictures without keeping them, and from 100 MB: both peaks of memory.
# Usage: scripts/bench_memory.sh [megabytes]     (default 4000, written below $TMPDIR and removed again)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
./scripts/build.sh release >&2
MLDAY_MEMORY_MB=${1:-4000} /usr/bin/python3 tests/cli/test_memory.py Memory.test_streamed_pictures_take_the_same_memory_however_many_there_are

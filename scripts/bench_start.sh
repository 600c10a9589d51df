#!/usr/bin/env bash
# Times what must answer at once, as whole processes, against its target: the median of N runs on two processors.
# Usage: scripts/bench_start.sh [N] [preset]     (default: 21 runs of the release build)
set -euo pipefail
export LC_ALL=C # a point in EPOCHREALTIME
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
runs=${1:-21}
mlday=build/${2:-release}/bin/mlday
[[ -x $mlday ]] || { echo "bench_start: $mlday is not built (scripts/build.sh)" >&2; exit 1; }

in_two=()
if command -v taskset >/dev/null && (($(nproc) > 2)); then in_two=(taskset -c 0,1); fi

bench() { # bench TARGET_MS ARGUMENT...: prints the median, the fastest and the slowest of all runs
  local target=$1 i times=()
  shift
  for ((i = 0; i < runs; ++i)); do
    local begin=${EPOCHREALTIME/./}
    "${in_two[@]}" "$mlday" "$@" >/dev/null
    times+=($((${EPOCHREALTIME/./} - begin)))
  done
  printf '%s\n' "${times[@]}" | sort -n | awk -v target="$target" -v name="$(printf '%s ' "${@:1:3}")" '
    { ms[NR] = $1 / 1000 }
    END {
      median = ms[int((NR + 1) / 2)]
      printf "%-30s %8.1f ms   (%.1f to %.1f; target %d ms: %s)\n", name, median, ms[1], ms[NR], target,
             median <= target ? "met" : "MISSED"
    }'
}

bench 50 --help
bench 50 --version
bench 50 completion bash
bench 2000 check --no-data configs/*.yaml

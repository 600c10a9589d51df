#!/usr/bin/env bash
# Builds the fuzzers of tests/fuzz with clang's sanitizers and runs each in turn; a finding ends it with its input.
# Usage: scripts/fuzz.sh [seconds] [cifar|config|csv|gtsrb|gzip|hdf5|idx|mat|picture|safetensors|text]...     (default: 600 seconds, all)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;; esac
seconds=${1:-600}
names=("${@:2}")
all=(cifar config csv gtsrb gzip hdf5 idx mat picture safetensors text)
if ((${#names[@]} == 0)); then names=("${all[@]}"); fi
[[ $seconds =~ ^[0-9]+$ ]] || { echo "fuzz: '$seconds' is no number of seconds" >&2; exit 2; }
for name in "${names[@]}"; do
  [[ " ${all[*]} " == *" $name "* ]] || { echo "fuzz: there is no fuzzer $name: ${all[*]}" >&2; exit 2; }
done

directory=build/fuzz
mkdir -p "$directory"
log=$directory/build.log
if ! { cmake -S tests/fuzz -B "$directory" -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-clang++}" &&
  cmake --build "$directory"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "fuzz: the build failed (clang and libclang-rt-dev are needed); the end of $log is above" >&2
  exit 1
fi
/usr/bin/python3 tests/fuzz/seeds.py "$directory/seeds"

# A little quarantine, or freed memory would count as used.
export ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1
for name in "${names[@]}"; do
  # What was found to reach new code is kept, so that the next run goes on from there.
  mkdir -p "$directory/corpus/$name" "$directory/findings"
  arguments=(-max_total_time="$seconds" -rss_limit_mb=500 -timeout=10 -max_len=20000
    -artifact_prefix="$directory/findings/$name-" -print_final_stats=1)
  if [[ -e tests/fuzz/$name.dict ]]; then arguments+=(-dict="tests/fuzz/$name.dict"); fi
  echo "fuzz: $name for $seconds s (log in $directory/$name.log)"
  if ! "$directory/fuzz_$name" "${arguments[@]}" "$directory/corpus/$name" "$directory/seeds/$name" \
    >"$directory/$name.log" 2>&1; then
    tail -n 60 "$directory/$name.log" >&2
    echo "fuzz: $name found something; try it again by $directory/fuzz_$name FILE" >&2
    exit 1
  fi
  grep -E 'number_of_executed_units|peak_rss_mb' "$directory/$name.log" | sed 's/^stat::/  /'
done

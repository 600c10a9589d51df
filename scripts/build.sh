#!/usr/bin/env bash
# Configures and builds one CMake preset into build/<preset>; silent unless something fails.
# Usage: scripts/build.sh [preset] [target]     (default: release; others: dev, asan; the target `mlday` leaves out the
# tests; MLDAY_JOBS=n sets how many files at once)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
target=${2:-all}
case $preset in -h | --help) sed -n '2,4s/^# //p' "$0"; exit 0 ;; esac
directory=build/$preset
log=$directory/build.log

# A file that includes LibTorch takes about 1.5 GB to compile: no more of them at once than memory or cores allow.
if [[ -n ${MLDAY_JOBS:-} ]]; then
  jobs=$MLDAY_JOBS
else
  memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  if [[ -r /sys/fs/cgroup/memory.max ]]; then
    limit=$(</sys/fs/cgroup/memory.max)
    if [[ $limit != max ]] && ((limit / 1024 < memory_kb)); then memory_kb=$((limit / 1024)); fi
  fi
  jobs=$((memory_kb / 1500000))
  if ((jobs > $(nproc))); then jobs=$(nproc); fi
  if ((jobs < 1)); then jobs=1; fi
fi

mkdir -p "$directory"
started=$SECONDS
fail() {
  printf 'build: %s failed; the end of %s:\n' "$1" "$log" >&2
  tail -n "$2" "$log" >&2
  exit 1
}

echo "build: preset $preset, $jobs at once (a first build takes minutes; log in $log)"
cmake --preset "$preset" >"$log" 2>&1 || fail "configuring" 40

# On a terminal Ninja shows one line of progress; elsewhere everything goes into the log.
if [[ -t 1 ]]; then
  cmake --build "$directory" --target "$target" --parallel "$jobs" || exit 1
else
  cmake --build "$directory" --target "$target" --parallel "$jobs" >>"$log" 2>&1 || fail "compiling" 60
fi
echo "build: done in $((SECONDS - started)) s: $directory/bin"

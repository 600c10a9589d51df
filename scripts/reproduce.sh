#!/usr/bin/env bash
# Trains the journal's days on the data in DATA, one after the other, and writes their table into docs/results.md
# and their histories into docs/histories/.
# Can be broken off and run again: what is finished stays, what was begun goes on.
# Usage: scripts/reproduce.sh DATA [CONFIG...]     (default: every configs/day*.yaml but day 59's, which is refused by
# design; names such as day46_apples_oranges)
set -euo pipefail
case ${1:-} in '' | -h | --help) sed -n '2,6s/^# //p' "$0"; exit 0 ;; esac
data=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
names=("${@:2}")
if ((${#names[@]} == 0)); then
  for config in configs/day*.yaml; do
    [[ $config == *day59* ]] || names+=("$(basename "$config" .yaml)")
  done
fi
mlday=build/release/bin/mlday
[[ -x $mlday ]] || ./scripts/build.sh release

mkdir -p docs/histories
# keep_history NAME: at most a hundred of its run's epochs, evenly, and the last.
keep_history() {
  awk 'NR == FNR { rows = NR - 1; next }
       FNR == 1 { every = int((rows + 98) / 99) }
       FNR == 1 || (FNR - 2) % every == 0 || FNR == rows + 1' \
    "runs/$1/latest/history.csv" "runs/$1/latest/history.csv" >"docs/histories/$1.csv"
}

left_out=()
for name in "${names[@]}"; do
  echo "reproduce: $mlday train configs/$name.yaml --data $data --resume"
  status=0
  "$mlday" train "configs/$name.yaml" --data "$data" --resume || status=$?
  if ((status > 128)); then exit "$status"; fi # broken off by a signal
  if ((status == 0)); then keep_history "$name"; else left_out+=("$name"); fi
done

# The table stands between two marks; what is written by hand around them stays, and so do the rows of days that were
# finished elsewhere only. A day is a row that ends with its command, and rows with further figures below it.
table=$(mktemp)
trap 'rm -f "$table"' EXIT
"$mlday" journal --format markdown >"$table"
awk -F '|' '
  function day() { if ($10 ~ /[^ ]/) command = $10; return command }
  FNR == 1 { ++file }
  /^<!-- end of the scoreboard -->$/ { inside = 0 }
  file == 1 { if (inside) before[day()] = before[day()] $0 "\n" }
  file == 2 { if (!($10 in now) && $10 ~ /[^ ]/) days[++count] = $10
              now[day()] = now[day()] $0 "\n"
              if ($9 ~ /[^ ]/ && $9 !~ /^ (real|synthetic) $/) unfinished[day()] = 1 }
  file == 3 && !inside { print }
  /^<!-- scoreboard -->$/ {
    inside = 1
    for (i = 1; file == 3 && i <= count; ++i)
      printf "%s", days[i] in unfinished && days[i] in before ? before[days[i]] : now[days[i]]
  }' docs/results.md "$table" docs/results.md >docs/results.md.new
mv docs/results.md.new docs/results.md
if ((${#left_out[@]} > 0)); then
  echo "reproduce: left out, see above: ${left_out[*]}" >&2
  exit 1
fi

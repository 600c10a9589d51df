#!/usr/bin/env bash
# Trains every config for a few updates by two builds and compares what they learned: the histories but for the seconds,
# and every tensor of the last checkpoint, bit by bit. For changes that must change no result.
# Usage: scripts/same_bits.sh OLD_BUILD NEW_BUILD [DATA]
#   a build is a folder with bin/mlday; DATA (else $MLDAY_DATA, else datasets) holds the data sets. Configs whose data is
#   not there are counted as left out, but those with a stand-in train on it.
#   UPDATES=n sets how many updates (3). Exit code 1 where anything differs.
set -euo pipefail
case ${1:-} in '' | -h | --help) sed -n '2,8s/^# //p' "$0"; exit 0 ;; esac
old=$(realpath "$1")/bin/mlday
new=$(realpath "$2")/bin/mlday
data=$(realpath "${3:-${MLDAY_DATA:-datasets}}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
updates=${UPDATES:-3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# train WHICH BINARY CONFIG [FLAGS]: its own log tells why it failed.
train() {
  "$2" train "$3" "${@:4}" --out "$work/$1" --name run --threads 2 --epochs 1 --quiet \
    --set "training.stop_after=$updates steps" >"$work/$1.log" 2>&1
}

compare() {
  /usr/bin/env python3 - "$work/old/$1/run" "$work/new/$1/run" <<'PYTHON'
import csv, json, pathlib, struct, sys

def history(run):
    rows = list(csv.DictReader((run / "history.csv").open()))
    return [{key: value for key, value in row.items() if key != "seconds"} for row in rows]

def tensors(run):
    blob = memoryview((run / "checkpoints" / "last.safetensors").read_bytes())
    length, = struct.unpack("<Q", blob[:8])
    header = json.loads(bytes(blob[8:8 + length]))
    header.pop("__metadata__", None)
    return {name: (entry["dtype"], entry["shape"], blob[8 + length:][slice(*entry["data_offsets"])])
            for name, entry in header.items()}

old, new = map(pathlib.Path, sys.argv[1:])
different = [] if history(old) == history(new) else ["history.csv"]
was, now = tensors(old), tensors(new)
different += [name for name in sorted(was.keys() | now.keys()) if was.get(name) != now.get(name)]
print("same" if not different else f"DIFFERENT: {', '.join(different[:4])} ({len(different)} in all)")
sys.exit(bool(different))
PYTHON
}

same=0 different=0 left_out=0
for config in configs/*.yaml; do
  name=$(basename "$config" .yaml)
  flags=(--data "$data")
  if ! train old "$old" "$config" "${flags[@]}"; then
    reason=$(head -n 1 "$work/old.log")
    flags=(--set dataset.stand_in.images=860) # where there is one, it trains without --data
  fi
  if [[ ${flags[0]} == --set ]] && ! train old "$old" "$config" "${flags[@]}"; then
    verdict="left out: $reason"
    left_out=$((left_out + 1))
  elif ! train new "$new" "$config" "${flags[@]}"; then
    verdict="DIFFERENT: only the old build trains it: $(head -n 1 "$work/new.log")"
    different=$((different + 1))
  elif verdict=$(compare "$name"); then
    same=$((same + 1))
  else
    different=$((different + 1))
  fi
  printf '%-32s %s\n' "$name" "$verdict"
  rm -rf "$work/old" "$work/new"
done
echo "$same same, $different different, $left_out left out"
((different == 0))

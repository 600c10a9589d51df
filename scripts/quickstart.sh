#!/usr/bin/env bash
# From a bare checkout to a trained net: sets the system up, builds, and trains day 64's net on built-in pictures.
# Can be run again: what is installed and built stays. Arguments are handed on to `mlday train`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

config=configs/day64_gtsrb.yaml
arguments=(
  # A short run on few drawn signs: smaller batches for more updates, less dropout for a quicker start, and the rate
  # cut at the first epoch that is no better, so that the last ones are calm.
  --epochs 12
  --set dataset.stand_in.images=5160
  --set dataset.batch_size=64
  --set optimizer.lr=5e-4
  --set annealer.patience=1
  --set model.layers.2.dropout=0
  --set model.layers.5.dropout=0
  --set model.layers.8.dropout=0
  --set model.layers.10.layers.2.dropout=.2
)

./scripts/setup.sh
./scripts/build.sh release mlday

mlday=build/release/bin/mlday
echo "quickstart: $mlday train $config ${arguments[*]} $*"
"$mlday" train "$config" "${arguments[@]}" "$@"

cat <<END

That was mlday. What to try next:
  $mlday --help                    the other verbs
  ls configs/                         ready-made experiments; copy one and change it
  ./scripts/test.sh                   all the tests
END

#!/usr/bin/env bash
# Installs, with apt, what mlday needs to build on Debian 12 or 13.
# Usage: scripts/setup.sh [--with-tests]      (--with-tests adds what its tests and checking scripts need)
# Set MLDAY_SKIP_SETUP=1 to skip it: when the libraries come from somewhere else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(
  # the build
  g++                        # C++20 compiler
  cmake ninja-build          # build system
  git                        # the version that goes into a run's record
  ccache mold                # faster rebuilds, faster linking
  # LibTorch, and a fast BLAS: with the plain libblas3 that LibTorch pulls in, products run 20 to 40 times slower
  libtorch-dev
  libopenblas0-pthread libopenblas-dev
  # convolutions and large products: oneDNN, which LibTorch comes with
  libdnnl-dev
  # pictures: reading, resizing, writing
  libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev
  # data files: HDF5, MATLAB, gzip
  libhdf5-dev zlib1g-dev
  # databases: SQLite, PostgreSQL
  libsqlite3-dev libpq-dev
  # checksums
  libxxhash-dev
  # distributions behind intervals and tests: Boost.Math, which is headers alone
  libboost-dev
  # configuration, command line, logging, JSON, tests
  libyaml-cpp-dev libcli11-dev libspdlog-dev nlohmann-json3-dev catch2
)

test_packages=(
  # tests that drive the program from outside
  python3 python3-numpy
  # tests against others' work: YAML, JSON Schema, a fuzzer with sanitizers, PyTorch and its nets
  python3-ruamel.yaml python3-jsonschema clang libclang-rt-dev python3-torchvision
  # the test of the code's layout
  clang-format
  # a peer of the benchmark (scripts/bench.sh)
  libfann-dev
  # independent readers of what the loaders read
  python3-pil python3-h5py python3-scipy
  # a database server that a test starts
  postgresql
  # tests of the report: a browser, and fonts for names in any script
  chromium fonts-dejavu-core fonts-noto-color-emoji
)
# What drives the browser; a Node that came from elsewhere will do (and would clash with Debian's npm).
command -v npm >/dev/null || test_packages+=(nodejs npm)

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$@" >&2; exit 1; }

case "${1:-}" in
  '') ;;
  --with-tests) packages+=("${test_packages[@]}") ;;
  *) sed -n '2,4s/^# //p' "$0"; [[ $1 == --help || $1 == -h ]] && exit 0; exit 2 ;;
esac

if [[ -n ${MLDAY_SKIP_SETUP:-} ]]; then
  say "skipped, as MLDAY_SKIP_SETUP is set"
  exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  die "this system has no apt: install these yourself (under Debian's names here) and set MLDAY_SKIP_SETUP=1;" \
      "LibTorch may also be PyTorch's own download, named in CMAKE_PREFIX_PATH:" \
      "  ${packages[*]}"
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ $state == ?i* ]] || missing+=("$package")
done

if ((${#missing[@]})); then
  # shellcheck source=/dev/null
  system=$(. /etc/os-release 2>/dev/null && echo "${ID:-?} ${VERSION_ID:-}")
  case $system in
    'debian 12' | 'debian 13') ;;
    *) say "tested on Debian 12 and 13 only; trying the same packages on this system ($system)" ;;
  esac

  as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null ||
      die "not root, and there is no sudo; have an administrator run" \
          "  apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi

  say "installing ${#missing[@]} packages and what they depend on (1 to 3 minutes): ${missing[*]}"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"; }
  # (A list that cannot be fetched does not matter when the packages can be had all the same.)
  if ! { apt update || true; apt install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    die "apt-get failed; its last lines are above" \
        "where this system has no such package: install the libraries yourself and set MLDAY_SKIP_SETUP=1"
  fi
  say "installed"
else
  say "all ${#packages[@]} packages are already installed"
fi

# LibTorch calls whatever BLAS and LAPACK Debian's alternatives name: it has to be OpenBLAS.
multiarch=$(g++ -print-multiarch)
for library in libblas.so.3 liblapack.so.3; do
  chosen=$(readlink -f "/etc/alternatives/$library-$multiarch" || true)
  case $chosen in
    */openblas*) ;;
    *) say "WARNING: $library is ${chosen:-missing}, not OpenBLAS: training will be many times slower. Choose it with" \
           "update-alternatives --config $library-$multiarch" ;;
  esac
done

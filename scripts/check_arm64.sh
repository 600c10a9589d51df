#!/usr/bin/env bash
# Tells whether mlday compiles and links for Debian on arm64: cross-compiles it against arm64's packages, which lie in a
# folder of their own and are not installed. Needs root, debootstrap and g++-aarch64-linux-gnu, 4 GB of disk.
# Usage: scripts/check_arm64.sh FOLDER      (FOLDER is made, or used again)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(realpath -m "${1:?usage: scripts/check_arm64.sh FOLDER}")
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)

if [[ ! -d $folder/root ]]; then
  mkdir -p "$folder"
  # The libraries of the set-up script, as far as they are libraries.
  packages=$(sed -n '/^packages=/,/^)/{s/#.*//;p}' scripts/setup.sh | grep -oE '[a-z0-9.+-]+-dev|libopenblas0[a-z-]*' | paste -sd,)
  debootstrap --arch=arm64 --variant=minbase --download-only --include="$packages" "$suite" "$folder/packages" "$mirror"
  mkdir "$folder/unpacked"
  for package in "$folder"/packages/var/cache/apt/archives/*.deb; do dpkg-deb -x "$package" "$folder/unpacked"; done
  mv "$folder/unpacked" "$folder/root"
fi
export MLDAY_ARM64_ROOT=$folder/root
cmake --preset release -B "$folder/build" --toolchain cmake/arm64.cmake
cmake --build "$folder/build" --target mlday
file "$folder/build/bin/mlday"

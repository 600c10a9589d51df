#!/usr/bin/env bash
# Tries the committed HEAD on a bare Debian: a fresh debootstrap folder, in it a clone, quickstart.sh and test.sh.
# Usage (as root): scripts/test-on-debian.sh 12|13 [--keep] [--dir DIR] [--ccache DIR] [--mirror URL]
#   --dir DIR: work there and keep it; a DIR that already holds that Debian is used as it is. --keep: keep the folder.
set -euo pipefail
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*"; }
die() { printf 'test-on-debian: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,4s/^# //p' "$0"; exit "$1"; }

version='' keep='' root='' ccache='' mirror=''
while (($#)); do
  case $1 in
    12 | 13) version=$1 ;;
    --keep) keep=yes ;;
    --dir) root=$(cd "$called_from" && realpath -m "${2:?--dir needs a folder}") keep=yes; shift ;;
    --ccache) ccache=$(cd "$called_from" && realpath -m "${2:?--ccache needs a folder}"); shift ;;
    --mirror) mirror=${2:?--mirror needs an address}; shift ;;
    -h | --help) usage 0 ;;
    *) usage 2 >&2 ;;
  esac
  shift
done
case $version in
  12) suite=bookworm ;;
  13) suite=trixie ;;
  *) usage 2 >&2 ;;
esac

[[ $(id -u) -eq 0 ]] || die "must be root (debootstrap, mount, chroot)"
for tool in debootstrap unshare findmnt git; do
  command -v "$tool" >/dev/null || die "$tool is missing (apt-get install debootstrap util-linux mount git)"
done
git rev-parse --verify --quiet HEAD >/dev/null || die "nothing is committed yet, so there is nothing to clone"

# All mounts are made in a mount namespace of their own, which the kernel takes down with its last process: even a
# killed run leaves none behind. (The second start of this script, below, is the one inside.)
if [[ -z ${MLDAY_INSIDE_NAMESPACE:-} ]]; then
  if [[ -z $root ]]; then
    root=$(mktemp -d "${TMPDIR:-/tmp}/mlday-debian$version.XXXXXX")
  fi
  mkdir -p "$root"
  root=$(realpath "$root")
  [[ $root != / ]] || die "not into /"

  # shellcheck disable=SC2317  # called by the trap
  mounted() { findmnt --raw --noheadings --output TARGET | grep -F -e "$root/"; }
  # shellcheck disable=SC2317  # called by the trap
  finish() {
    local status=$?
    trap - EXIT
    if mounted; then
      echo "test-on-debian: something is still mounted under $root (above): left as it is" >&2
    elif [[ -z $keep ]]; then
      rm -rf --one-file-system "$root"
    else
      say "kept: $root (enter it with: chroot $root)"
    fi
    exit "$status"
  }
  trap finish EXIT
  trap 'exit 130' INT TERM HUP
  if mounted; then die "something is mounted under $root"; fi

  arguments=("$version" --dir "$root")
  if [[ -n $ccache ]]; then arguments+=(--ccache "$ccache"); fi
  if [[ -n $mirror ]]; then arguments+=(--mirror "$mirror"); fi
  MLDAY_INSIDE_NAMESPACE=yes unshare --mount --propagation private --pid --fork --kill-child \
    ./scripts/test-on-debian.sh "${arguments[@]}"
  exit
fi

# ---- inside the namespace -------------------------------------------------------------------------------------------

report=()
timed() { # timed NAME COMMAND...: runs it, notes how long it took and whether it failed
  local name=$1 before=$SECONDS status=0
  shift
  say "$name"
  "$@" || status=$?
  report+=("$(printf '%-12s %5d s   %s' "$name" $((SECONDS - before)) "$([[ $status -eq 0 ]] && echo ok || echo "FAILED ($status)")")")
  return "$status"
}

unmount_all() { # last mounted first
  local target
  findmnt --raw --noheadings --output TARGET | grep -F -e "$root/" | tac | while read -r target; do
    umount "$target" 2>/dev/null || umount --lazy "$target"
  done || true
}
finish() {
  local status=$?
  trap - EXIT
  unmount_all
  say "Debian $version ($suite), commit $(git -C "$root/root/mlday" rev-parse --short HEAD 2>/dev/null || echo none):"
  printf '   %s\n' "${report[@]:-nothing was run}"
  printf '   size on disk: %s\n' "$(du -shx "$root" | cut -f1)"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

bootstrap() {
  # The mirror and the proxy are those this machine's own apt uses, else debootstrap's defaults.
  if [[ -z $mirror ]]; then
    # shellcheck disable=SC2016  # apt-get itself fills these in
    mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
      sed -nE 's/^Debian\|Debian\|main\|(https?:.*)$/\1/p' | sed -n 1p)
  fi
  local log=$root.debootstrap.log
  if ! debootstrap --variant=minbase --include=git,ca-certificates "$suite" "$root" ${mirror:+"$mirror"} >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

inside() { # runs a command in the clone, with a clean environment
  env -i HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    ${ccache:+CCACHE_DIR=/var/cache/mlday-ccache} \
    chroot "$root" /bin/sh -c 'cd /root/mlday && exec "$@"' sh "$@"
}

if [[ -z ${http_proxy:-} ]] && command -v apt-config >/dev/null; then
  eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
fi
if [[ -n ${http_proxy:-} ]]; then export http_proxy; fi

[[ ! -e $root/debootstrap ]] || die "$root holds an unfinished debootstrap: remove it first"
found=$(cat "$root/etc/debian_version" 2>/dev/null || true)
case $found in
  '')
    [[ -z $(ls -A "$root") ]] || die "$root is not empty, and no Debian"
    timed debootstrap bootstrap
    ;;
  "$version" | "$version".*) say "using the Debian $found in $root as it is (not a fresh one)" ;;
  *) die "$root holds Debian $found" ;;
esac

if [[ -e /etc/resolv.conf ]]; then cat /etc/resolv.conf >"$root/etc/resolv.conf"; fi
# debootstrap has made the few device nodes that are needed, so this machine's /dev stays out of the folder.
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mkdir -p "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
if [[ -n $ccache ]]; then
  mkdir -p "$ccache" "$root/var/cache/mlday-ccache"
  mount --bind "$ccache" "$root/var/cache/mlday-ccache"
fi

if [[ -n $(git status --porcelain --untracked-files=no) ]]; then say "note: uncommitted changes are not tried"; fi
rm -rf --one-file-system "$root/root/mlday"
timed clone git clone --quiet --no-hardlinks "$PWD" "$root/root/mlday"
failed=''
timed quickstart inside ./scripts/quickstart.sh || failed=yes
timed tests inside ./scripts/test.sh || failed=yes
[[ -z $failed ]]

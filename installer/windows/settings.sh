# shellcheck shell=bash
# Where things lie while the Windows installer is made. Read by every script here; each value can be given from outside.
#
#   WORK    everything that is made (default: build/windows in the checkout)
#   ROOTFS  the Debian with Wine, kept between runs and used by all checkouts
#   FAST    1: quick and large instead of slow and small
#   SUITE   the Debian release whose Wine is used

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/installer/windows
: "${WORK:=$root/build/windows}"
: "${SUITE:=trixie}"
: "${ROOTFS:=/var/cache/pharmacy-closeout/wine-$SUITE}"
: "${FAST:=}"
: "${PYTHON:=$root/.venv/bin/python}"
export WORK SUITE ROOTFS FAST PYTHON

name=PharmacyCloseout
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/desktop/__init__.py")
setup=$name-Setup-$version.exe
# Times inside of what is made are those of the last commit, so that building again gives the same.
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1700000000)}"
export SOURCE_DATE_EPOCH
: "${name:?}" "${setup:?}" "${here:?}"

retry=$root/installer/linux/retry.sh
: "${retry:?}"

on_windows() { [[ ${OSTYPE:-} == msys || ${OSTYPE:-} == cygwin ]]; }
size_mb() { du -sm --apparent-size "$1" | cut -f1; }
since=$SECONDS
step() { printf -- '--- %s (%d s)\n' "$*" $((SECONDS - since)); since=$SECONDS; }

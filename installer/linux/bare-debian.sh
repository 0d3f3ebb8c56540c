#!/bin/bash
# Prove that a Debian which has nothing yet can run and test the program: make one, clone into it, run make there.
#
#   installer/linux/bare-debian.sh [--suite bookworm] [--keep DIR] TARGET...
#
# Needs root and debootstrap. Holds only git, make, ca-certificates, python3 and python3-venv; its package lists are
# empty. The mirror is the one that apt uses here; proxies, certificates and pip's settings of this machine go along.
# With --keep the system stays in DIR and is used again when it is there.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)

suite=bookworm
keep=
while [[ $# -gt 0 ]]; do
    case $1 in
        --suite) suite=$2; shift 2 ;;
        --keep) keep=$2; shift 2 ;;
        -*) echo "no such option: $1" >&2; exit 2 ;;
        *) break ;;
    esac
done
[[ $# -gt 0 ]] || { echo "usage: $0 [--suite NAME] [--keep DIR] TARGET..." >&2; exit 2; }
[[ $(id -u) == 0 ]] || { echo "root is needed to make a system of its own" >&2; exit 1; }
command -v debootstrap >/dev/null ||
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install debootstrap; }

if [[ -n $keep ]]; then
    base=$keep
else
    base=$(mktemp -d)
    # The mounts live in a namespace that is gone by then.
    trap 'rm -rf --one-file-system "$base"' EXIT
fi
mkdir -p "$base"
chmod 755 "$base"

took() { printf -- '--- %s: %d s\n' "$1" $((SECONDS - since)); since=$SECONDS; }
since=$SECONDS

if [[ ! -x $base/usr/bin/make ]]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
    [[ -n $mirror ]] || { echo "apt names no mirror here" >&2; exit 1; }
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    "$root/installer/linux/retry.sh" debootstrap --variant=minbase --include=git,make,ca-certificates,python3,python3-venv \
        "$suite" "$base" "$mirror" >"$base.log" 2>&1 || { tail -n 30 "$base.log" >&2; exit 1; }
    rm -f "$base.log"
    rm -rf "$base"/var/lib/apt/lists/* "$base"/var/cache/apt/*.bin "$base"/var/cache/apt/archives/*.deb
    took "made a bare $suite, $(du -sm --one-file-system "$base" | cut -f1) MB"
fi

# How this machine reaches the world, and nothing else of it.
apt-config dump | grep -E '^Acquire::(http|https|Retries|Max-FutureTime|Check-Valid-Until)' >"$base/etc/apt/apt.conf.d/90host" || true
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    if [[ -e $file ]]; then cp -L "$file" "$base$file"; fi
done
passed=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_CERT PIP_INDEX_URL PIP_DEFAULT_TIMEOUT \
    SSL_CERT_FILE REQUESTS_CA_BUNDLE CURL_CA_BUNDLE CI; do
    if [[ -n ${!name:-} ]]; then passed+=("$name=${!name}"); fi
done

rm -rf "$base/root/pharmacy-closeout"
git clone -q --no-local "$root" "$base/root/pharmacy-closeout"
since=$SECONDS

# shellcheck disable=SC2016
unshare --mount --pid --fork --propagation private bash -euc '
    base=$1; shift
    mount -t proc proc "$base/proc"
    mount --rbind /sys "$base/sys"
    mount --rbind /dev "$base/dev"
    mount -t tmpfs tmpfs "$base/tmp"
    exec chroot "$base" "$@"
' bare "$base" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb "${passed[@]}" \
    bash -euc 'cd /root/pharmacy-closeout
for target in "$@"; do
    echo "--- make $target"
    start=$SECONDS
    make "$target" </dev/null
    echo "--- make $target: $((SECONDS - start)) s"
done' bare "$@"
took "all targets ($*)"

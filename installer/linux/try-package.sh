#!/bin/bash
# Install the package into a Debian that has nothing, walk the practice case there without a display, open the window once,
# remove and purge it, and list what is left.
#
#   try-package.sh [--suite bookworm] FILE.deb
#
# Needs root and debootstrap. The bare system is kept in /var/cache/pharmacy-closeout and never written to: every run works
# on a layer over it. The mirror is the one that apt uses here; apt's settings of this machine go along.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
suite=bookworm
while [[ ${1:-} == -* ]]; do
    case $1 in
        --suite) suite=$2; shift 2 ;;
        *) echo "no such option: $1" >&2; exit 2 ;;
    esac
done
deb=$(readlink -f "$1")
[[ $(id -u) == 0 ]] || { echo "root is needed to make a system of its own" >&2; exit 1; }
base=/var/cache/pharmacy-closeout/bare-$suite
since=$SECONDS
step() { printf -- '--- %s (%d s)\n' "$*" $((SECONDS - since)); since=$SECONDS; }

mkdir -p "$(dirname "$base")"
exec 9>"$base.lock"
flock 9
if [[ ! -e $base/.made ]]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
    [[ -n $mirror ]] || { echo "apt names no mirror here" >&2; exit 1; }
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    rm -rf --one-file-system "$base"
    "$root/installer/linux/retry.sh" debootstrap --variant=minbase --include=ca-certificates "$suite" "$base" "$mirror" \
        >"$base.log" 2>&1 || { tail -n 30 "$base.log" >&2; exit 1; }
    apt-config dump | grep -E '^Acquire::(http|https|Retries|Max-FutureTime|Check-Valid-Until)' >"$base/etc/apt/apt.conf.d/90host" || true
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        if [[ -e $file ]]; then cp -L "$file" "$base$file"; fi
    done
    touch "$base/.made"
    step "made a bare $suite, $(du -sm --one-file-system "$base" | cut -f1) MB"
fi
flock -u 9

layer=$(mktemp -d)
trap 'rm -rf --one-file-system "$layer"' EXIT
passed=()
for variable in http_proxy https_proxy no_proxy; do
    if [[ -n ${!variable:-} ]]; then passed+=("$variable=${!variable}"); fi
done
# shellcheck disable=SC2016
unshare --mount --pid --fork --propagation private bash -euc '
    base=$1 layer=$2 deb=$3; shift 3
    mount -t tmpfs tmpfs "$layer"
    mkdir "$layer/upper" "$layer/work" "$layer/all"
    mount -t overlay overlay -o "lowerdir=$base,upperdir=$layer/upper,workdir=$layer/work" "$layer/all"
    cp "$deb" "$layer/all/root/package.deb"
    mount -t proc proc "$layer/all/proc"
    mount --rbind /sys "$layer/all/sys"
    mount --rbind /dev "$layer/all/dev"
    mount -t tmpfs tmpfs "$layer/all/tmp"
    exec chroot "$layer/all" "$@"
' try "$base" "$layer" "$deb" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "${passed[@]}" bash -euc -o pipefail '
    took() { printf "    %s (%d s)\n" "$*" $((SECONDS - since)); since=$SECONDS; }
    since=$SECONDS
    for try in 1 2 3; do apt-get -q update >/root/apt.log 2>&1 && break; sleep 5; done
    for try in 1 2 3; do
        if apt-get -q -y install --no-install-recommends /root/package.deb >/root/apt.log 2>&1; then break; fi
        [[ $try -lt 3 ]] || { tail -n 30 /root/apt.log; exit 1; }
        sleep 5
    done
    took "installed with $(grep -c ^Setting /root/apt.log) packages on Debian $(cat /etc/debian_version)"
    missing=$(find /usr/lib/pharmacy-closeout -name "*.so*" -type f -exec ldd {} + 2>/dev/null | grep "not found" | sort -u || true)
    # Libraries of the program find each other when the program runs; only those of Debian must be there by themselves.
    for library in $(awk "{print \$1}" <<<"$missing" | sort -u); do
        [[ -n $(find /usr/lib/pharmacy-closeout -name "$library") ]] || { echo "no $library"; exit 1; }
    done
    useradd -m owner
    as_owner() { setpriv --reuid owner --regid owner --clear-groups env -i HOME=/home/owner USER=owner PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"; }
    as_owner pharmacy-closeout practice --to "/home/owner/演练 一" </dev/null >/root/practice.log 2>&1 ||
        { cat /root/practice.log; exit 1; }
    sed "s/^/    | /" /root/practice.log
    [[ -s "/home/owner/演练 一/practice.json" ]]
    took "walked the practice case without a display: $(find "/home/owner/演练 一" -type f | wc -l) files"
    as_owner QT_QPA_PLATFORM=offscreen pharmacy-closeout open --until-shown >/root/window.log 2>&1 || { cat /root/window.log; exit 1; }
    took "opened the window once"
    { apt-get -q -y remove pharmacy-closeout && dpkg --purge pharmacy-closeout; } >/root/apt.log 2>&1 ||
        { cat /root/apt.log; exit 1; }
    left=$(find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /root \) -prune -o -iname "*pharmacy*closeout*" -print | sort)
    echo "    left after purge, besides the papers of practice: ${left:-nothing}"
    [[ -z $(grep -v "^/home/owner/" <<<"$left") ]]
    took "removed and purged"'
step "tried $(basename "$deb") on a bare $suite"

#!/bin/bash
# Make the Debian that holds Wine and the installer's compiler, once; later runs find it again.
#
# Bookworm's own Wine 8 cannot run what the program needs (QApplication, cryptography), the Wine 10 of the next release
# can. It lives in a system of its own, so that nothing of this machine is mixed with another release. The mirror is the
# one that apt uses here.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/settings.sh"
[[ $(id -u) == 0 ]] || { echo "root is needed to make a system of its own" >&2; exit 1; }

packages=wine,wine64,nsis,xvfb,xauth,imagemagick,fonts-wqy-microhei,locales
stamp=$ROOTFS/.made-for
if [[ $(cat "$stamp" 2>/dev/null) == "$SUITE $packages" ]]; then
    step "Debian $SUITE with Wine is there: $ROOTFS"
    exit 0
fi

"$root/installer/linux/setup.sh" windows >"$WORK/apt.log"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
[[ -n $mirror ]] || { echo "apt names no mirror here" >&2; exit 1; }

mkdir -p "$(dirname "$ROOTFS")" "$WORK"
# Two checkouts may want it at the same time: the second one waits and then finds it.
exec 9>"$ROOTFS.lock"
flock 9
[[ $(cat "$stamp" 2>/dev/null) != "$SUITE $packages" ]] || exit 0
rm -rf --one-file-system "$ROOTFS" "$ROOTFS.new"
make_one() {
    rm -rf --one-file-system "$ROOTFS.new"
    mmdebstrap --mode=root --variant=minbase --architectures=amd64 --include="$packages" \
        --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Retries "5"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        "$SUITE" "$ROOTFS.new" "$mirror" >"$WORK/chroot.log" 2>&1 || { tail -n 20 "$WORK/chroot.log" >&2; return 1; }
}
make_one || { sleep 5; make_one; } || { sleep 20; make_one; }
# Wine takes language and code page from it: 936, as on the PCs that this is made for.
chroot "$ROOTFS.new" localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
mkdir -p "$ROOTFS.new/build"
echo "$SUITE $packages" >"$ROOTFS.new/.made-for"
mv "$ROOTFS.new" "$ROOTFS"
step "made a Debian $SUITE with Wine, $(du -sm --one-file-system "$ROOTFS" | cut -f1) MB"

#!/bin/bash
# Install what the named groups need from Debian, and nothing that is there already.
#
#   setup.sh run         to run the program
#   setup.sh test        to test it, too
#   setup.sh forensics   file systems and recovery tools for tests/forensics
#   setup.sh package     to make the .deb and to try it
#   setup.sh windows     to make the Windows installer
#
# Works as root or with sudo, and with empty package lists. Packages that this Debian does not have are named and left
# out; a test that needs one of them fails and says so.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

run="python3 python3-venv ca-certificates
    libglib2.0-0 libatomic1 libegl1 libgl1 libopengl0 libdbus-1-3 libfontconfig1 libfreetype6 libgssapi-krb5-2 libcups2
    libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1
    fontconfig fonts-hanazono"
test="git ripgrep xvfb xauth imagemagick poppler-utils 7zip p7zip-full qpdf e2fsprogs dosfstools mount util-linux"
forensics="testdisk sleuthkit ext4magic ntfs-3g exfatprogs exfat-fuse xfsprogs btrfs-progs secure-delete bleachbit
    dosfstools e2fsprogs mount util-linux kmod attr"
package="git binutils dpkg-dev lintian desktop-file-utils appstream libxml2-utils debootstrap mount util-linux
    libpython$("${PYTHON:-python3}" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo 3)"
windows="git mmdebstrap osslsigncode mount util-linux"

wanted=()
for group in "$@"; do
    case $group in
        run | test | forensics | package | windows) read -ra names -d '' <<<"${!group}" || true ;;
        *) echo "no such group: $group" >&2; exit 2 ;;
    esac
    wanted+=("${names[@]}")
done

if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system: please make sure that it has what Debian calls ${wanted[*]}" >&2
    exit 0
fi

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# A newer Debian renamed some packages with the 64-bit time_t change.
present() { installed "$1" || installed "$1t64"; }

missing=()
for name in "${wanted[@]}"; do
    # A Python that somebody put here by other means is as good as Debian's.
    if [[ $name == python3* ]] && "${PYTHON:-python3}" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        continue
    fi
    present "$name" || missing+=("$name")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) != 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "Missing packages: ${missing[*]}. Neither root nor sudo here; ask whoever looks after this PC." >&2
        exit 1
    fi
    as_root=(sudo)
fi
apt() { "$here/retry.sh" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@"; }
candidate() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p') =~ ^[0-9] ]]; }

for name in "${missing[@]}"; do
    if ! candidate "$name" && ! candidate "${name}t64"; then
        apt update
        break
    fi
done
known=()
for name in "${missing[@]}"; do
    if candidate "$name"; then known+=("$name")
    elif candidate "${name}t64"; then known+=("${name}t64")
    else echo "this Debian has no package $name" >&2
    fi
done
[[ ${#known[@]} -gt 0 ]] || exit 0
# Lists that are there may be too old for the mirror: then they are fetched once, and the packages asked for again.
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${known[@]}" ||
    { apt update; apt -y install --no-install-recommends "${known[@]}"; }

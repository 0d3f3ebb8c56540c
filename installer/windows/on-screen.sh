#!/bin/bash
# Run a command under Wine's screen and take a picture of the screen whenever a file NAME.wish appears in /build/pictures.
"$@" &
command=$!
while kill -0 "$command" 2>/dev/null; do
    for wish in /build/pictures/*.wish; do
        if [[ -e $wish ]]; then
            import -window root "${wish%.wish}.png"
            rm -f "$wish"
        fi
    done
    sleep 0.3
done
wait "$command"

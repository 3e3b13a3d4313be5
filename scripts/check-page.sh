#!/usr/bin/env bash
# Opens a report page in headless Chromium and checks what only a browser can: no word on the console, no request to a
# network, the script draws what stands in the page, the page stands without scripts, and prints as A4.
#
#   scripts/check-page.sh report.html [FOLDER for screenshots]
#
# Without Chromium it says so and ends well; CI installs it where it can.
set -euo pipefail

page=$(realpath "$1")
shots=${2:-}
# In CI a browser is worth installing; where that cannot be done the check is left out, and says so.
if [[ ${CI:-} == true && $(id -u) -eq 0 ]] && ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 || true
fi
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [[ -z $browser ]]; then
    echo "check-page: skipped, no Chromium here: $(basename "$page") was not opened"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

open_page() { # output log [flags] url
    local output=$1 log=$2 attempt
    shift 2
    # No name is resolved, so nothing leaves the machine. A browser that does not come up gets a second chance: the
    # page is checked here, not the machine's load.
    for attempt in 1 2; do
        timeout 240 "$browser" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
            --user-data-dir="$scratch/profile-$attempt" --no-first-run --disable-background-networking \
            --disable-component-update --disable-sync --disable-default-apps --host-resolver-rules="MAP * ~NOTFOUND" \
            --enable-logging=stderr --v=0 "$@" >"$output" 2>"$log" && return
    done
    fail "the browser ended badly: $(tail -n 2 "$log")"
}
fail() {
    echo "check-page: $*" >&2
    exit 1
}

# The page as the script leaves it, with one series and one shock chosen by the address.
symbol=$(grep -o '<option>[^<]*</option>' "$page" | head -n 1 | sed 's/<[^>]*>//g')
open_page "$scratch/dom" "$scratch/log" --log-net-log="$scratch/net" --dump-dom "file://$page#series=$symbol"
grep -q 'INFO:CONSOLE\|ERROR:CONSOLE\|WARNING:CONSOLE' "$scratch/log" && fail "the console is not silent: $(grep CONSOLE "$scratch/log" | head -n 3)"
# What a page asks for is kept apart under the page's own site; the browser's calls home stand under others.
{ grep -F '"network_isolation_key":"file:' "$scratch/net" || true; } | grep -o '"url":"[a-z]*:[^"]*"' |
    grep -v '"url":"file:' | sort -u >"$scratch/requests" || true
[[ -s $scratch/requests ]] && fail "the page asked for $(head -n 3 "$scratch/requests")"
grep -q '<html lang="en" class="js">' "$scratch/dom" || fail "the script did not run"
drawn=$(grep -o 'class="drawn [a-z ]*"' "$scratch/dom" | wc -l)
held=$(grep -o "\"s\":\"$symbol\"" "$page" | wc -l)
[[ $held -gt 0 && $drawn -eq $held ]] || fail "the page holds $held windows of $symbol, the script drew $drawn"

# The same pictures without the script: a copy whose policy lets no script run.
sed 's/script-src [^"]*"/script-src \&#39;none\&#39;"/' "$page" >"$scratch/still.html"
open_page "$scratch/still" "$scratch/log" --dump-dom "file://$scratch/still.html"
grep -q 'class="js"' "$scratch/still" && fail "scripts were meant to be off"
pictures=$(grep -o '<svg class="wide"' "$page" | wc -l)
[[ $(grep -o '<svg class="wide"' "$scratch/still" | wc -l) -eq $pictures && $pictures -ge 5 ]] ||
    fail "without the script $pictures pictures are not all there"

# On paper.
open_page /dev/null "$scratch/log" --no-pdf-header-footer --print-to-pdf="$scratch/page.pdf" "file://$page"
[[ $(head -c 5 "$scratch/page.pdf") == %PDF- ]] || fail "it does not print"
if command -v pdfinfo >/dev/null; then
    pages=$(pdfinfo "$scratch/page.pdf" | sed -n 's/^Pages: *//p')
    pdfinfo "$scratch/page.pdf" | grep -q 'A4' || fail "it does not print on A4"
    [[ $pages -ge 4 && $pages -le 60 ]] || fail "it prints on $pages pages"
fi

if [[ -n $shots ]]; then
    mkdir -p "$shots"
    open_page /dev/null "$scratch/log" --window-size=1440,1600 --screenshot="$shots/light.png" "file://$page"
    open_page /dev/null "$scratch/log" --blink-settings=preferredColorScheme=0 --window-size=1440,1600 --screenshot="$shots/dark.png" "file://$page"
    open_page /dev/null "$scratch/log" --window-size=500,1600 --screenshot="$shots/narrow.png" "file://$page"
fi
echo "check-page: $(basename "$page") holds: $pictures pictures, ${pages:-some} pages of A4, silent console, no request"

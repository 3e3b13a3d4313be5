#!/usr/bin/env bash
# Makes reports/sample again: the reports of pipelines/covid.yaml and, where there is Chromium, pictures of its page.
# Needs `make build` before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sample=reports/sample
mkdir -p "$sample"

.build/release/hindcast run pipelines/covid.yaml --db "$scratch/covid.sqlite" --reports "$scratch/reports" >"$scratch/stdout"
report=$(sed -n 's/^Report: //p' "$scratch/stdout" | tail -n 1)
# Without the section on the machine and its times, which are another machine's tomorrow.
sed '/^Machine and times/,$d' "$report" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$sample/report.txt"
cp "${report%.txt}.html" "$sample/report.html"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [[ -z $browser ]]; then
    echo "make-sample: no Chromium here, so the pictures stay as they are"
    exit 0
fi
picture() { # file page width height
    timeout 240 "$browser" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
        --user-data-dir="$scratch/profile" --no-first-run --host-resolver-rules="MAP * ~NOTFOUND" \
        --window-size="$3,$4" --screenshot="$sample/$1" "file://$2" 2>/dev/null
}
picture front.png "$PWD/$sample/report.html" 1200 1000
# One figure by itself.
alone='<style>body{display:block!important}nav,header,form,section:not(:has(#fan)),section>:not(#fan){display:none!important}<\/style>'
sed "s/<\/head>/$alone&/" "$sample/report.html" >"$scratch/fan.html"
picture fan.png "$scratch/fan.html" 860 940
echo "make-sample: $(cd "$sample" && du -h --apparent-size ./* | tr '\n\t' '; ')"
